import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Fragment, memo, useDeferredValue, useMemo, type ReactNode } from 'react'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { useStill } from '../../components/use-still.ts'
import { AttemptCard } from './attempt-card.tsx'
import { cardsInPlace } from '../../components/cards-in-place.ts'
import { type Attempt, useImports } from '../../components/imports.tsx'
import { JobCard } from './job-card.tsx'
import { QueueBar, QueuePlace } from './queue-bar.tsx'
import { useEndedJobs, useQueue } from '../../components/use-jobs.ts'

/** Key of the bar of the queue, which has a place in the list like any card. */
const BAR = 'queue'

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
  const cards = new Map<string, ReactNode>([
    ...attempts.map((attempt) => [`attempt-${attempt.id}`, <AttemptCard attempt={attempt} />] as const),
    ...queue.jobs.map(
      (job) => [`job-${job.id}`, <JobCard job={job} waiting={waiting} isPaused={queue.is_paused} />] as const,
    ),
    ...ended.map((job) => [`job-${job.id}`, <JobCard job={job} />] as const),
  ])
  const hasBar = queue.jobs.length > 0
  const still = useStill([...(hasBar ? [BAR] : []), ...cards.keys()], (before, now) =>
    cardsInPlace(
      before,
      // The place of a bar that has just gone stays: nothing moves up under the pointer.
      before.includes(BAR) && !hasBar ? [BAR, ...now] : now,
      queue.jobs.map(({ id }) => `job-${id}`),
    ),
  )
  if (cards.size === 0) return null
  return (
    <Box component="section" aria-label="Imports" sx={{ display: 'grid', gap: 1 }} {...still.listeners}>
      {still.shown.map((key) => (
        <Fragment key={key}>
          {key === BAR ? hasBar ? <QueueBar queue={queue} /> : <QueuePlace /> : cards.get(key)}
        </Fragment>
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
