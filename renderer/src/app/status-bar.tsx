import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import type { ReactNode } from 'react'

import type { Health, HealthReason } from '../../../contract/system.ts'
import { RouterLink } from '../components/router-link.tsx'
import { useTimeZone } from '../components/settings-provider.tsx'
import { progressOf, queueProgressOf, remainingOf, useJobs, useQueue } from '../components/use-jobs.ts'
import { isOver } from '../lib/events.ts'
import { formatRemaining } from '../lib/numbers.ts'
import { useOperation } from '../lib/queries.ts'
import { zoneName } from '../lib/time.ts'

/** One line on what is under way and what every number rests on: model, time zone, local port. */
export function StatusBar() {
  const model = useOperation('models.status', {}).data
  const system = useOperation('system.status', {}).data
  const zone = useTimeZone()
  return (
    <Box
      component="footer"
      aria-label="Status"
      sx={{
        gridArea: 'status',
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        height: 26,
        px: 1.5,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        color: 'text.secondary',
        fontSize: 11.5,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
      }}
    >
      <RunningImport />
      <RunningTraining />
      <Box sx={{ ml: 'auto' }} />
      <Faults health={system?.health} />
      {model && (
        <Item title={`SHA-256 ${model.model_sha256}`}>
          Model {model.name} {model.version}
          {model.status === 'failed' && ' (not loaded)'}
        </Item>
      )}
      {system && (
        <Item>{system.http_address === null ? 'No local port' : system.http_address.replace(/^https?:\/\//, '')}</Item>
      )}
      <Item title="Time zone of all times shown">{zoneName(zone)}</Item>
    </Box>
  )
}

function Item({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <Box component="span" title={title} sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
      {children}
    </Box>
  )
}

const PART_NAMES: Readonly<Record<HealthReason['part'], string>> = {
  engine: 'Engine',
  database: 'Database',
  disk: 'Disk',
}

/** What does not work, and why. */
function Faults({ health }: { health: Health | undefined }) {
  return (
    <Box component="span" role="status" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', color: 'warning.main' }}>
      {health?.reasons?.map(({ part, detail }) => (
        <span key={part} title={detail}>
          {PART_NAMES[part]}: {detail}{' '}
        </span>
      ))}
    </Box>
  )
}

function RunningTraining() {
  const training = useJobs().find((job) => job.kind === 'training' && !isOver(job))
  if (!training) return null
  return (
    <Item>
      Training{' '}
      <RouterLink to="/models" underline="always">
        {training.title}
      </RouterLink>{' '}
      {Math.floor(progressOf(training))}%
    </Item>
  )
}

function RunningImport() {
  const queue = useQueue()
  const job = queue.jobs[0]
  if (!job) return <Item>Nothing leaves this machine</Item>
  const percent = Math.floor(queueProgressOf(queue))
  const remaining = remainingOf(queue)
  const count = queue.ended + queue.jobs.length
  return (
    <>
      <Item>
        {queue.is_paused ? 'Paused' : job.kind === 'rescore' ? 'Re-scoring' : 'Importing'}{' '}
        <RouterLink to="/captures" underline="always">
          {job.title}
        </RouterLink>
        {count > 1 && ` (${queue.ended + 1} of ${count})`}
      </Item>
      <LinearProgress
        variant="determinate"
        value={percent}
        aria-label={count > 1 ? 'Progress of all imports' : 'Progress of the running import'}
        sx={{ width: 120, flex: 'none' }}
      />
      <Item>
        {percent}%{!queue.is_paused && remaining !== null && `, ${formatRemaining(remaining)} left`}
      </Item>
    </>
  )
}
