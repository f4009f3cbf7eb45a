import Box from '@mui/material/Box'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'

import type { Segment } from '../../../../contract/streams.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { SecondLine } from '../../components/second-line.tsx'
import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount, formatCounted } from '../../lib/numbers.ts'
import { segmentState } from './segment-words.ts'

/** One segment: the file that it is of, its hash, and what was read of it. */
export function SegmentRow({ segment }: { segment: Segment }) {
  const { id, name, first_byte, size_bytes, sha256, state, problem, notices } = segment
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ minWidth: 140, maxWidth: 300, overflowWrap: 'anywhere' }}>
        {name}
        <SecondLine>
          Segment {id}
          {first_byte > 0 && `, from byte ${formatCount(first_byte)} on`}
        </SecondLine>
      </TableCell>
      <TableCell sx={{ whiteSpace: { xs: 'normal', lg: 'nowrap' }, minWidth: 84 }}>
        <Time at={segment.closed_at} />
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {formatBytes(size_bytes)}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {sha256 === null ? (
          '—'
        ) : (
          <>
            <code title={sha256}>{sha256.slice(0, 8)}…</code>
            <CopyButton value={sha256} what={`SHA-256 of ${name}`} />
          </>
        )}
      </TableCell>
      <TableCell align="right">
        {state === 'reading' ? (
          '—'
        ) : (
          <>
            {formatCount(segment.classified + segment.conversations + segment.rejected)}
            <SecondLine wraps>
              = {formatCount(segment.classified)} +{' '}
              {segment.conversations > 0 && `${formatCounted(segment.conversations, 'conversation')} + `}
              {formatCount(segment.rejected)} rejected
            </SecondLine>
          </>
        )}
      </TableCell>
      <TableCell sx={{ minWidth: 100, color: state === 'failed' ? 'error.main' : 'text.primary' }}>
        {segmentState(segment)}
        {(problem !== null || notices.length > 0) && (
          <Box sx={{ fontSize: 11.5, color: 'text.secondary', overflowWrap: 'anywhere' }}>
            {problem?.detail ?? notices.join(' ')}
          </Box>
        )}
      </TableCell>
    </TableRow>
  )
}
