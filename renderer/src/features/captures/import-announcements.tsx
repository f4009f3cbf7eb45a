import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate } from 'react-router'

import type { Job } from '../../../../contract/jobs.ts'
import { useAnnounce } from '../../components/announcer.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { formatCounted } from '../../lib/numbers.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { progressOf, useJobs } from '../../components/use-jobs.ts'

/** Says how imports go: each quarter to listeners, the outcome to everyone. */
export function ImportAnnouncements() {
  const jobs = useJobs()
  const announce = useAnnounce()
  const notify = useNotify()
  const navigate = useNavigate()
  const told = useRef(new Map<number, string>())

  const tell = useEffectEvent((job: Job) => {
    const before = told.current.get(job.id)
    const stage = stageOf(job)
    told.current.set(job.id, stage)
    if (before === stage) return
    if (job.status === 'running') {
      announce(stage === '0' ? `Importing ${job.title}` : `Importing ${job.title}: ${stage} percent read`)
      return
    }
    // Jobs that were over before the window opened are no news.
    if (before === undefined) return
    const capture = job.capture_id
    if (job.status !== 'done' || capture === null) {
      const message = outcomeOf(job)
      if (message !== null) notify({ message })
      return
    }
    const done =
      job.conversations > 0 && job.classified === 0
        ? `${formatCounted(job.conversations, 'conversation')}, which no model can judge`
        : `${formatCounted(job.classified, 'flow')} classified`
    const message = `${job.title}: ${done}, ${formatCounted(job.rejected, 'row')} rejected`
    notify({
      message,
      action: { label: 'Show overview', run: () => void navigate(addressOf('/', { capture_id: capture })) },
    })
  })

  useEffect(() => {
    for (const job of jobs) if (job.kind === 'import') tell(job)
  }, [jobs])
  return null
}

function stageOf(job: Job): string {
  return job.status === 'running' ? String(Math.floor(progressOf(job) / 25) * 25) : job.status
}

function outcomeOf(job: Job): string | null {
  switch (job.status) {
    case 'failed':
      return `Import of ${job.title} failed. ${job.error?.detail ?? ''}`.trim()
    case 'cancelled':
      return `Import of ${job.title} cancelled; nothing was kept`
    case 'interrupted':
      return `Import of ${job.title} was interrupted`
    case 'queued':
    case 'running':
    case 'done':
      return null
  }
}
