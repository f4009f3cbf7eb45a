import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { memo, useDeferredValue, useMemo } from 'react'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { AttemptCard } from './attempt-card.tsx'
import { type Attempt, useImports } from './imports.tsx'
import { JobCard } from './job-card.tsx'
import { QueueBar } from './queue-bar.tsx'
import { useEndedJobs, useQueue } from './use-jobs.ts'

/** Imports that were refused, are under way, or have just ended. */
export function ImportList() {
  const { attempts, dismissJob } = useImports()
  const queue = useQueue()
  const ended = useEndedJobs()
  // Drawn in slices: a card that comes, or goes, would hold up the window.
  const cards = useDeferredValue(useMemo(() => ({ attempts, queue, ended }), [attempts, queue, ended]))
  return <Cards {...cards} onDismiss={dismissJob} />
}

interface CardsProps {
  attempts: readonly Attempt[]
  queue: Queue
  ended: readonly Job[]
  onDismiss: (jobId: number) => void
}

const Cards = memo(function Cards({ attempts, queue, ended, onDismiss }: CardsProps) {
  const waiting = queue.jobs.filter(({ status }) => status === 'queued')
  if (attempts.length === 0 && queue.jobs.length === 0 && ended.length === 0) return null
  return (
    <Box component="section" aria-label="Imports" sx={{ display: 'grid', gap: 1 }}>
      {attempts.map((attempt) => (
        <AttemptCard key={`attempt-${attempt.id}`} attempt={attempt} />
      ))}
      {queue.jobs.length > 0 && <QueueBar queue={queue} />}
      {queue.jobs.map((job) => (
        <JobCard key={job.id} job={job} waiting={waiting} isPaused={queue.is_paused} />
      ))}
      {ended.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {ended.length > 1 && (
        <Button
          sx={{ justifySelf: 'end' }}
          onClick={() => {
            for (const { id } of ended) onDismiss(id)
          }}
        >
          Clear finished
        </Button>
      )}
    </Box>
  )
})
