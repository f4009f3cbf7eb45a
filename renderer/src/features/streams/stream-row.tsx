import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'

import type { Stream } from '../../../../contract/streams.ts'
import { SecondLine } from '../../components/second-line.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { nameOf } from '../../lib/streams.ts'
import { StateMark } from './state-mark.tsx'
import { StreamActions } from './stream-actions.tsx'
import { useStreamState } from './use-stream-state.ts'

/** One stream: what is followed, where it stands, and what came. */
export function StreamRow({ stream, onShowSegments }: { stream: Stream; onShowSegments: () => void }) {
  const [state, ask] = useStreamState(stream)
  const name = nameOf(stream)
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ minWidth: 150, maxWidth: { xs: 190, lg: 380 } }}>
        <Box title={name} sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {name}
        </Box>
        <SecondLine>
          <span title={stream.target}>
            {stream.kind === 'interface' ? 'Interface' : 'Folder'} {stream.target}
          </span>
        </SecondLine>
        {stream.problem !== null && (
          <Box
            sx={{
              fontSize: 11.5,
              fontWeight: 400,
              overflowWrap: 'anywhere',
              color: state === 'failed' ? 'error.main' : 'warning.main',
            }}
          >
            {stream.problem.detail}
          </Box>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <StateMark stream={{ ...stream, state }} />
      </TableCell>
      <TableCell align="right">
        {stream.segments + stream.failed_segments === 0 ? (
          '0'
        ) : (
          <Link
            component="button"
            onClick={onShowSegments}
            aria-label={`Segments of ${name}: ${formatCount(stream.segments)}`}
            sx={{ font: 'inherit' }}
          >
            {formatCount(stream.segments)}
          </Link>
        )}
        {stream.failed_segments > 0 && (
          <Box sx={{ fontSize: 11.5, color: 'warning.main', whiteSpace: 'nowrap' }}>
            {formatCount(stream.failed_segments)} unread
          </Box>
        )}
      </TableCell>
      <TableCell align="right">
        {formatCount(stream.rows_read)}
        <SecondLine wraps>
          = {formatCount(stream.classified)} +{' '}
          {stream.conversations > 0 && `${formatCounted(stream.conversations, 'conversation')} + `}
          {formatCount(stream.rejected)} rejected
        </SecondLine>
      </TableCell>
      <TableCell sx={{ whiteSpace: { xs: 'normal', lg: 'nowrap' }, minWidth: 84 }}>
        {stream.last_segment_at === null ? <SecondLine>None yet</SecondLine> : <Time at={stream.last_segment_at} />}
        {stream.dropped_packets > 0 && (
          <Box sx={{ fontSize: 11.5, color: 'warning.main' }}>
            {formatCounted(stream.dropped_packets, 'packet')} lost
          </Box>
        )}
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap', position: 'sticky', right: 0, bgcolor: 'background.paper' }}>
        <StreamActions stream={stream} state={state} onAsk={ask} />
      </TableCell>
    </TableRow>
  )
}
