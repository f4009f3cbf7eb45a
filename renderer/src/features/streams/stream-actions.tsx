import NotificationsIcon from '@mui/icons-material/NotificationsOutlined'
import PauseIcon from '@mui/icons-material/Pause'
import PlayArrowIcon from '@mui/icons-material/PlayArrow'
import StopIcon from '@mui/icons-material/Stop'
import TableRowsIcon from '@mui/icons-material/TableRowsOutlined'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { Link } from 'react-router'

import type { Stream, StreamState } from '../../../../contract/streams.ts'
import { usePressed } from '../../components/use-pressed.ts'
import { addressOfAlerts } from '../../lib/alert-filters.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { nameOf } from '../../lib/streams.ts'
import type { AskedState } from './use-stream-state.ts'

interface StreamActionsProps {
  stream: Stream
  /** What is shown, which may be ahead of the stream. */
  state: StreamState
  onAsk: (state: AskedState) => void
}

/** What can be done with a stream. */
export function StreamActions({ stream, state, onAsk }: StreamActionsProps) {
  // The stream may fail while the button is held.
  const pressed = usePressed(state)
  const name = nameOf(stream)
  const isRunning = state === 'running'
  const isStopped = state === 'stopped'
  const turn = isRunning ? 'Pause' : 'Resume'
  return (
    <>
      {stream.capture_id !== null && <Ways captureId={stream.capture_id} stream={stream} name={name} />}
      <Tooltip title={turn}>
        <IconButton
          aria-label={`${turn} ${name}`}
          {...pressed((shown) => onAsk(shown === 'running' ? 'paused' : 'running'))}
        >
          {isRunning ? <PauseIcon /> : <PlayArrowIcon />}
        </IconButton>
      </Tooltip>
      <Tooltip title={isStopped ? 'Stopped' : 'Stop'}>
        <IconButton
          aria-label={`Stop ${name}`}
          // A button that is disabled loses the focus.
          aria-disabled={isStopped}
          onClick={() => {
            if (!isStopped) onAsk('stopped')
          }}
          sx={isStopped ? { opacity: 0.4 } : {}}
        >
          <StopIcon />
        </IconButton>
      </Tooltip>
    </>
  )
}

/** Ways to what came of a stream today. */
function Ways({ captureId, stream, name }: { captureId: number; stream: Stream; name: string }) {
  const filters = { capture_id: captureId }
  // Logs of other instruments are read for behaviour alone; none of their rows is stored as a flow.
  const hasFlows = stream.classified > 0 || stream.conversations === 0
  return (
    <>
      {hasFlows && (
        <Tooltip title="Flows">
          <IconButton component={Link} to={addressOf('/flows', filters)} aria-label={`Flows of ${name}`}>
            <TableRowsIcon />
          </IconButton>
        </Tooltip>
      )}
      <Tooltip title="Alerts">
        <IconButton
          component={Link}
          to={addressOfAlerts({ ...filters, status: 'all' })}
          aria-label={`Alerts of ${name}`}
        >
          <NotificationsIcon />
        </IconButton>
      </Tooltip>
    </>
  )
}
