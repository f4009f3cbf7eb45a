import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { Link } from 'react-router'

import type { Job, JobStatus } from '../../../../contract/jobs.ts'
import { isOver } from '../../lib/events.ts'
import { formatDuration, formatRemaining } from '../../lib/numbers.ts'
import { CancelButton } from '../../components/cancel-button.tsx'
import { ImportCard, type Tone } from '../../components/import-card.tsx'
import { useImports } from '../../components/imports.tsx'
import { progressOf, useEndedJobs, useJobs } from '../../components/use-jobs.ts'

const STATES: Readonly<Record<JobStatus, { words: string; tone: Tone }>> = {
  queued: { words: 'Waiting', tone: 'quiet' },
  running: { words: 'Training', tone: 'active' },
  done: { words: 'Trained', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'quiet' },
  interrupted: { words: 'Interrupted', tone: 'bad' },
}

const STAGES: Readonly<Record<string, string>> = {
  reading: 'Reading the flows',
  preparing: 'Preparing',
  boosting: 'Growing trees',
  writing: 'Writing the bundle',
}

/** Trainings that are under way, wait, or have just ended. */
export function TrainingList() {
  const active = useJobs().filter((job) => job.kind === 'training' && !isOver(job))
  const ended = useEndedJobs('training')
  const jobs = [...active.toReversed(), ...ended]
  if (jobs.length === 0) return null
  return (
    <Box component="section" aria-label="Trainings" sx={{ display: 'grid', gap: 1 }}>
      {jobs.map((job) => (
        <TrainingCard key={job.id} job={job} />
      ))}
    </Box>
  )
}

function TrainingCard({ job }: { job: Job }) {
  const { dismissJob } = useImports()
  const { words, tone } = STATES[job.status]
  const over = isOver(job)
  const percent = progressOf(job)
  return (
    <ImportCard
      what="Training"
      name={job.title}
      state={words}
      tone={tone}
      actions={over ? <ShowModel job={job} /> : <CancelButton job={job} what="training" />}
      {...(over ? { onDismiss: () => dismissJob(job.id) } : {})}
    >
      {job.status === 'running' && (
        <LinearProgress
          variant="determinate"
          value={percent}
          aria-label={`Progress of ${job.title}`}
          aria-valuetext={`${Math.floor(percent)}%`}
          sx={{ my: 0.75 }}
        />
      )}
      <Typography variant="body2" color="textSecondary" component="div">
        {over ? <Outcome job={job} /> : <Stage job={job} percent={percent} />}
      </Typography>
    </ImportCard>
  )
}

function Stage({ job, percent }: { job: Job; percent: number }) {
  if (job.status === 'queued') return 'Starts when the previous training is finished'
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5 }}>
      <span>{STAGES[job.stage ?? ''] ?? 'Starting'}</span>
      <span>{Math.floor(percent)}%</span>
      {percent > 10 && job.remaining_ms !== null && <span>{formatRemaining(job.remaining_ms)} left</span>}
    </Box>
  )
}

function Outcome({ job }: { job: Job }) {
  if (job.error !== null) return job.error.detail
  if (job.status !== 'done') return 'Nothing was kept.'
  const { started_at, finished_at, model_id } = job
  if (started_at === null || finished_at === null) return model_id
  return `${model_id ?? ''}, in ${formatDuration(Date.parse(finished_at) - Date.parse(started_at))}`
}

function ShowModel({ job: { model_id } }: { job: Job }) {
  if (model_id === null) return null
  return (
    <Button component={Link} to={`/models?model=${encodeURIComponent(model_id)}`} variant="outlined">
      Show model
    </Button>
  )
}
