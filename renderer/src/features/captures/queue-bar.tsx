import PauseIcon from '@mui/icons-material/Pause'
import PlayArrowIcon from '@mui/icons-material/PlayArrow'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'

import type { Queue } from '../../../../contract/jobs.ts'
import { formatBytes, formatRemaining } from '../../lib/numbers.ts'
import { progressOf, remainingOf } from './use-jobs.ts'
import { useQueueActions } from './use-queue-actions.ts'

/** How far all imports together are, and what can be done with all of them. */
export function QueueBar({ queue }: { queue: Queue }) {
  const { pause, resume, cancelAll } = useQueueActions()
  const percent = Math.floor(progressOf(queue))
  const remaining = remainingOf(queue)
  const count = queue.ended + queue.jobs.length
  return (
    <Box
      component="section"
      aria-label="Queue"
      sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1.5, rowGap: 0.5, px: 1.75, py: 0.5 }}
    >
      <Typography variant="body2" sx={{ fontWeight: 550, whiteSpace: 'nowrap' }}>
        {queue.is_paused ? 'Paused' : 'Importing'}: {queue.ended} of {count} done
      </Typography>
      <LinearProgress
        variant="determinate"
        value={percent}
        aria-label="Progress of all imports"
        aria-valuetext={`${percent}%`}
        sx={{ flex: 1 }}
      />
      <Typography variant="body2" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
        {percent}% of {formatBytes(queue.bytes_total)}
        {!queue.is_paused && remaining !== null && `, ${formatRemaining(remaining)} left`}
      </Typography>
      <Button
        variant="outlined"
        startIcon={queue.is_paused ? <PlayArrowIcon /> : <PauseIcon />}
        onClick={queue.is_paused ? resume : pause}
      >
        {queue.is_paused ? 'Resume' : 'Pause'}
      </Button>
      <Button variant="outlined" onClick={cancelAll}>
        Cancel all
      </Button>
      {queue.held_because !== undefined && (
        <Typography variant="body2" role="status" sx={{ flexBasis: '100%' }}>
          {queue.held_because}
        </Typography>
      )}
    </Box>
  )
}

/** Keeps the place of the bar of a queue that has just become empty, so that nothing moves up under the pointer. */
export function QueuePlace() {
  return <Box sx={{ py: 0.5, height: 40 }} />
}
