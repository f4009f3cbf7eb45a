import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'

import type { HealthReason, PastFault, SystemStatus } from '../../../contract/system.ts'
import { useNotify } from '../components/notifier.tsx'
import { RouterLink } from '../components/router-link.tsx'
import { useTimeZone } from '../components/settings-provider.tsx'
import { progressOf, queueProgressOf, remainingOf, useJobs, useQueue } from '../components/use-jobs.ts'
import { call, sentenceOf } from '../lib/client.ts'
import { isOver } from '../lib/events.ts'
import { formatRemaining } from '../lib/numbers.ts'
import { useOperation } from '../lib/queries.ts'
import { savesFile } from '../lib/saves-file.ts'
import { zoneName } from '../lib/time.ts'
import { LiveStatus } from './live-status.tsx'

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
      <LiveStatus />
      <RunningImport />
      <RunningTraining />
      <RunningSave />
      <Box sx={{ ml: 'auto' }} />
      {system && <Faults status={system} />}
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

/** For which what works again is still told, in milliseconds. */
const TOLD_FOR_MS = 15_000

/** What does not work, or has not worked a moment ago, and why. */
function Faults({ status }: { status: SystemStatus }) {
  const faults = status.health.reasons ?? []
  const past = useRecent(status.past_faults).filter(({ part }) => faults.every((fault) => fault.part !== part))
  return (
    <Box component="span" role="status" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', color: 'warning.main' }}>
      {faults.map(({ part, detail }) => (
        <span key={part} title={detail}>
          {PART_NAMES[part]}: {detail}{' '}
        </span>
      ))}
      {past.map(({ part, detail }) => (
        <span key={part} title={detail}>
          {PART_NAMES[part]}: {detail} It works again.{' '}
        </span>
      ))}
    </Box>
  )
}

/** Those that ended a moment ago, until the moment is over. */
function useRecent(faults: readonly PastFault[]): readonly PastFault[] {
  const [now, setNow] = useState(() => Date.now())
  const recent = faults.filter(({ until }) => Date.parse(until) + TOLD_FOR_MS > now)
  const ends = Math.min(...recent.map(({ until }) => Date.parse(until))) + TOLD_FOR_MS
  useEffect(() => {
    if (ends === Infinity) return undefined
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, ends - Date.now()))
    return () => clearTimeout(timer)
  }, [ends])
  return recent
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

/** Packets or a list on their way into a file. */
function RunningSave() {
  const save = useJobs().find((job) => savesFile(job) && !isOver(job))
  const notify = useNotify()
  const cancel = useMutation({
    mutationFn: (id: number) => call('jobs.cancel', { id }),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  if (!save) return null
  return (
    <>
      <Item>
        Saving {save.title} {Math.floor(progressOf(save))}%
      </Item>
      <Button
        size="small"
        sx={{ minHeight: 0, py: 0, fontSize: 'inherit' }}
        aria-label={`Cancel saving ${save.title}`}
        onClick={() => cancel.mutate(save.id)}
      >
        Cancel
      </Button>
    </>
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
