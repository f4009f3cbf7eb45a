import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { Fragment, memo, useDeferredValue, useMemo, useState, type ReactNode } from 'react'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { useStill } from '../../components/use-still.ts'
import { formatCounted } from '../../lib/numbers.ts'
import { formatRowSum } from '../../lib/row-sum.ts'
import { AttemptCard } from './attempt-card.tsx'
import { cardsInPlace } from '../../components/cards-in-place.ts'
import { type Attempt, useImports } from '../../components/imports.tsx'
import { JobCard } from './job-card.tsx'
import { QueueBar, QueuePlace } from './queue-bar.tsx'
import { useEndedJobs, useQueue } from '../../components/use-jobs.ts'

/** Key of the bar of the queue, which has a place in the list like any card. */
const BAR = 'queue'

/** Finished imports that have a card each; more of them are told in one line. */
const MOST_CARDS = 3

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
  // Many that went well are one line; whatever did not keeps its own.
  const done = ended.filter(({ status }) => status === 'done')
  const [areDoneShown, setDoneShown] = useState(false)
  const isLong = done.length > MOST_CARDS
  const cards = new Map<string, ReactNode>([
    ...attempts.map((attempt) => [`attempt-${attempt.id}`, <AttemptCard attempt={attempt} />] as const),
    ...queue.jobs.map(
      (job) => [`job-${job.id}`, <JobCard job={job} waiting={waiting} isPaused={queue.is_paused} />] as const,
    ),
    ...ended
      .filter((job) => !isLong || areDoneShown || job.status !== 'done')
      .map((job) => [`job-${job.id}`, <JobCard job={job} />] as const),
    ...(isLong
      ? [
          [
            'done',
            <DoneLine jobs={done} areShown={areDoneShown} onToggle={() => setDoneShown(!areDoneShown)} />,
          ] as const,
        ]
      : []),
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
          Remove finished imports from this list
        </Button>
      )}
    </Box>
  )
})

interface DoneLineProps {
  jobs: readonly Job[]
  areShown: boolean
  onToggle: () => void
}

function DoneLine({ jobs, areShown, onToggle }: DoneLineProps) {
  const sum = (read: (job: Job) => number) => jobs.reduce((total, job) => total + read(job), 0)
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, px: 1.75 }}>
      <Typography variant="body2">
        {formatCounted(jobs.length, 'import')} done:{' '}
        {formatRowSum({
          rows_read: sum((job) => job.rows_read),
          classified: sum((job) => job.classified),
          conversations: sum((job) => job.conversations),
          rejected: sum((job) => job.rejected),
        })}
      </Typography>
      <Button aria-expanded={areShown} onClick={onToggle}>
        {areShown ? 'Hide' : 'Show'}
      </Button>
    </Box>
  )
}
