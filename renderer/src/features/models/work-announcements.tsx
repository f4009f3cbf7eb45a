import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate } from 'react-router'

import type { Job } from '../../../../contract/jobs.ts'
import { useAnnounce } from '../../components/announcer.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { progressOf, useJobs } from '../../components/use-jobs.ts'
import { compareAddress } from '../../lib/compare-address.ts'

/** Says how trainings and scorings go: each quarter to listeners, the outcome to everyone. */
export function WorkAnnouncements() {
  const jobs = useJobs()
  const announce = useAnnounce()
  const notify = useNotify()
  const navigate = useNavigate()
  const told = useRef(new Map<number, string>())

  const tell = useEffectEvent((job: Job) => {
    const before = told.current.get(job.id)
    const stage = job.status === 'running' ? String(Math.floor(progressOf(job) / 25) * 25) : job.status
    told.current.set(job.id, stage)
    if (before === stage) return
    const work = job.kind === 'training' ? `Training of ${job.title}` : `Re-scoring of ${job.title}`
    if (job.status === 'running') announce(stage === '0' ? `${work} started` : `${work}: ${stage} percent done`)
    // Jobs that were over before the window opened are no news.
    else if (before !== undefined && job.status !== 'queued') {
      const message = outcomeOf(job, work)
      const place = placeAfter(job)
      if (place === null) notify({ message })
      else notify({ message, action: { label: place.label, run: () => void navigate(place.address) } })
    }
  })

  useEffect(() => {
    for (const job of jobs) if (job.kind !== 'import') tell(job)
  }, [jobs])
  return null
}

function outcomeOf(job: Job, work: string): string {
  if (job.status === 'done') {
    return job.kind === 'training'
      ? `${job.model_id ?? job.title} is trained and is in the library`
      : `${job.title} has been scored with ${job.model_id ?? 'the model'}`
  }
  if (job.status === 'failed') return `${work} failed. ${job.error?.detail ?? ''}`.trim()
  return `${work} ${job.status === 'cancelled' ? 'cancelled' : 'was interrupted'}; nothing was kept`
}

/** Where to look once it is done. */
function placeAfter({ kind, status, capture_id, model_id }: Job): { label: string; address: string } | null {
  if (status !== 'done') return null
  if (kind === 'training') {
    return { label: 'Show model', address: `/models?model=${encodeURIComponent(model_id ?? '')}` }
  }
  return { label: 'Compare', address: compareAddress({ capture_id: capture_id ?? undefined }) }
}
