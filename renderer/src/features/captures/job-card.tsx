import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { Link } from 'react-router'

import type { Job, JobStatus } from '../../../../contract/jobs.ts'
import { isOver } from '../../lib/events.ts'
import { formatAmount, formatCount, formatRemaining } from '../../lib/numbers.ts'
import { formatRowSum } from '../../lib/row-sum.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { addressOfAlerts } from '../../lib/alert-filters.ts'
import { compareAddress } from '../../lib/compare-address.ts'
import { CancelButton } from '../../components/cancel-button.tsx'
import { ImportCard, type Tone } from '../../components/import-card.tsx'
import { useImports } from '../../components/imports.tsx'
import { MoveButtons } from './move-buttons.tsx'
import { progressOf } from '../../components/use-jobs.ts'

const STATES: Readonly<Record<JobStatus, { words: string; tone: Tone }>> = {
  queued: { words: 'Waiting', tone: 'quiet' },
  running: { words: 'Importing', tone: 'active' },
  done: { words: 'Imported', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'quiet' },
  interrupted: { words: 'Interrupted', tone: 'bad' },
}

const RESCORE_STATES: Readonly<Partial<typeof STATES>> = {
  running: { words: 'Re-scoring', tone: 'active' },
  done: { words: 'Re-scored', tone: 'good' },
}

/** What an import that ended without a problem of its own left behind. */
const ENDINGS: Readonly<Partial<Record<JobStatus, string>>> = {
  cancelled: 'Nothing was kept.',
  interrupted: 'AnomalyX stopped before the import was complete. Nothing was kept; import the file again.',
}

const RESCORE_ENDINGS: Readonly<Partial<Record<JobStatus, string>>> = {
  cancelled: 'The earlier predictions are unchanged.',
  interrupted: 'AnomalyX stopped before it was complete. The earlier predictions are unchanged.',
}

interface JobCardProps {
  job: Job
  /** Imports that wait, in the order of their turns. */
  waiting?: readonly Job[]
  isPaused?: boolean
}

/** An import under way or ended, with its figures. */
export function JobCard({ job, waiting = [], isPaused = false }: JobCardProps) {
  const { dismissJob, retryOf } = useImports()
  const isLacking = job.error?.code === 'lacks_features'
  const retry =
    isOver(job) && job.status !== 'done' ? retryOf(job.id, isLacking ? { accept_missing_features: true } : {}) : null
  const isImport = job.kind === 'import'
  const { words, tone } = isImport ? STATES[job.status] : (RESCORE_STATES[job.status] ?? STATES[job.status])
  const over = isOver(job)
  const held = isPaused && job.status === 'running'
  return (
    <ImportCard
      what={isImport ? 'Import' : 'Scoring'}
      name={job.title}
      state={held ? 'Paused' : words}
      tone={held ? 'quiet' : tone}
      actions={
        over ? (
          <>
            {retry !== null && (
              <Button variant="outlined" onClick={retry}>
                {isLacking ? 'Import without them' : 'Retry'}
              </Button>
            )}
            <OutcomeLinks job={job} />
          </>
        ) : (
          <>
            {job.status === 'queued' && waiting.length > 1 && <MoveButtons job={job} waiting={waiting} />}
            <CancelButton job={job} what={isImport ? 'import' : 'scoring'} />
          </>
        )
      }
      {...(over ? { onDismiss: () => dismissJob(job.id) } : {})}
    >
      {job.status === 'running' && (
        <LinearProgress
          variant="determinate"
          value={progressOf(job)}
          aria-label={`Progress of ${job.title}`}
          aria-valuetext={`${Math.floor(progressOf(job))}%`}
          sx={{ my: 0.75 }}
        />
      )}
      <Typography variant="body2" color="textSecondary" component="div">
        {over ? (
          (job.error?.detail ??
          (isImport ? ENDINGS[job.status] : RESCORE_ENDINGS[job.status]) ?? <RowFigures job={job} />)
        ) : (
          <Progress job={job} isHeld={held} />
        )}
      </Typography>
    </ImportCard>
  )
}

function RowFigures({ job }: { job: Job }) {
  return (
    <span>
      {job.kind === 'rescore' && `With ${job.model_id ?? 'another model'}: `}
      {formatRowSum(job)}
    </span>
  )
}

function Progress({ job, isHeld }: { job: Job; isHeld: boolean }) {
  const { progress_unit: unit, progress_done: done, progress_total: total } = job
  if (job.status === 'queued') return total === null ? null : formatAmount(total, unit)
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5 }}>
      <span>
        {formatAmount(done, unit)}
        {total !== null && ` of ${formatAmount(total, unit)}`}
      </span>
      <RowFigures job={job} />
      {!isHeld && job.rows_per_second !== null && <span>{formatCount(job.rows_per_second)} rows/s</span>}
      {!isHeld && job.remaining_ms !== null && <span>{formatRemaining(job.remaining_ms)} left</span>}
    </Box>
  )
}

function OutcomeLinks({ job }: { job: Job }) {
  if (job.status !== 'done' || job.capture_id === null) return null
  if (job.kind === 'rescore') {
    return (
      <Button component={Link} to={compareAddress({ capture_id: job.capture_id })} variant="outlined">
        Compare
      </Button>
    )
  }
  const filters = { capture_id: job.capture_id }
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <Button component={Link} to={addressOf('/', filters)} variant="outlined">
        Overview
      </Button>
      {job.classified === 0 && job.conversations > 0 ? (
        <Button component={Link} to={addressOfAlerts(filters)} variant="outlined">
          Alerts
        </Button>
      ) : (
        <Button component={Link} to={addressOf('/flows', filters)} variant="outlined">
          Flows
        </Button>
      )}
    </Box>
  )
}
