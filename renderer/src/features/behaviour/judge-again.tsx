import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useRef, useState } from 'react'

import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useCaptures } from '../../components/use-captures.ts'
import { call } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'
import { formatCounted } from '../../lib/numbers.ts'

/** Judges the captures that are there by the saved settings, one after the other. */
export function JudgeAgain() {
  const captures = useCaptures().data?.items.filter(({ status, kind }) => status === 'ready' && kind === 'file') ?? []
  const [done, setDone] = useState(0)
  /** The captures that are still to be judged; Stop empties it. */
  const waiting = useRef<number[]>([])
  const { mutate, error, isPending, isSuccess } = useLoneMutation({
    mutationFn: async () => {
      waiting.current = captures.map(({ id }) => id)
      setDone(0)
      for (let id = waiting.current.shift(); id !== undefined; id = waiting.current.shift()) {
        await call('behaviour.judge', { id })
        setDone((before) => before + 1)
      }
    },
  })
  return (
    <Panel title="Judge again">
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        Captures keep what was noticed when they were imported, until they are judged again by the saved settings.
        Decisions and notes stay.
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Button variant="outlined" disabled={captures.length === 0 || isPending} onClick={() => mutate()}>
          Judge {formatCounted(captures.length, 'capture')} again
        </Button>
        {isPending && (
          <Button
            onClick={() => {
              waiting.current = []
            }}
          >
            Stop after this one
          </Button>
        )}
        <Typography variant="body2" color="textSecondary" aria-live="polite">
          {isSuccess && `${formatCounted(done, 'capture')} judged.`}
        </Typography>
      </Box>
      <Box sx={{ height: 4, mt: 1 }}>
        {isPending && (
          <LinearProgress variant="determinate" value={(100 * done) / captures.length} aria-label="Captures judged" />
        )}
      </Box>
      {error && <ProblemNotice title="A capture could not be judged" error={error} onRetry={() => mutate()} />}
    </Panel>
  )
}
