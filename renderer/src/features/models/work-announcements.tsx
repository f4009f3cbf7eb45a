import { useMutation } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate } from 'react-router'

import type { Job } from '../../../../contract/jobs.ts'
import { useAnnounce } from '../../components/announcer.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { progressOf, useJobs } from '../../components/use-jobs.ts'
import { call, sentenceOf } from '../../lib/client.ts'
import { compareAddress } from '../../lib/compare-address.ts'
import { useOperation } from '../../lib/queries.ts'
import { savesFile } from '../../lib/saves-file.ts'

const WORK: Readonly<Record<Job['kind'], string>> = {
  import: 'Import of',
  training: 'Training of',
  rescore: 'Re-scoring of',
  packets: 'Saving',
  export: 'Saving',
}

/** Says how trainings, scorings and saved files go: each quarter to listeners, the outcome to everyone. */
export function WorkAnnouncements() {
  const jobs = useJobs()
  const announce = useAnnounce()
  const notify = useNotify()
  const navigate = useNavigate()
  const viewer = useOperation('packets.viewer', {}).data
  const open = useMutation({
    mutationFn: (job_id: number) => call('packets.open', { job_id }),
    onSuccess: ({ reason }) => {
      if (reason !== null) notify({ message: reason })
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  const told = useRef(new Map<number, string>())

  const tell = useEffectEvent((job: Job) => {
    const before = told.current.get(job.id)
    const stage = job.status === 'running' ? String(Math.floor(progressOf(job) / 25) * 25) : job.status
    told.current.set(job.id, stage)
    if (before === stage) return
    const work = `${WORK[job.kind]} ${job.title}`
    if (job.status === 'running') announce(stage === '0' ? `${work} started` : `${work}: ${stage} percent done`)
    else if ((before !== undefined || isNews(job)) && job.status !== 'queued') {
      const message = outcomeOf(job, work)
      const place = savesFile(job) ? null : placeAfter(job)
      if (job.kind === 'packets' && job.status === 'done' && viewer?.is_installed === true) {
        notify({ message, action: { label: 'Open in Wireshark', run: () => open.mutate(job.id) } })
      } else if (place === null) notify({ message })
      else notify({ message, action: { label: place.label, run: () => void navigate(place.address) } })
    }
  })

  useEffect(() => {
    for (const job of jobs) if (job.kind !== 'import') tell(job)
  }, [jobs])
  return null
}

/** Jobs that were over before the window opened are no news; saving a file may be over before it is known to have begun. */
function isNews(job: Job): boolean {
  return savesFile(job) && job.finished_at !== null && Date.parse(job.finished_at) >= performance.timeOrigin
}

function outcomeOf(job: Job, work: string): string {
  if (job.status === 'done') {
    if (savesFile(job)) return job.stage ?? `${work} is done`
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
