import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Link from '@mui/material/Link'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'

import type { Capture } from '../../../../contract/captures.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount, formatCounted, formatDuration, formatShare } from '../../lib/numbers.ts'
import { SecondLine } from '../../components/second-line.tsx'
import { CaptureActions } from './capture-actions.tsx'
import { DIALECTS, isUnjudged, originOf, whyNoTimes } from './capture-words.ts'

interface CaptureRowProps {
  capture: Capture
  onShowDetails: () => void
  onShowRejected: () => void
  onShowScorings: () => void
  onDelete: () => void
}

/** One capture in two lines: what it is, and what was found. */
export function CaptureRow({ capture, onShowDetails, onShowRejected, onShowScorings, onDelete }: CaptureRowProps) {
  const { first_flow_at: first, last_flow_at: last } = capture
  const isImporting = capture.status === 'importing'
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ minWidth: 180, maxWidth: { xs: 206, lg: 380 } }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
          <Box
            component="span"
            title={capture.name}
            sx={{
              fontWeight: 600,
              fontVariantNumeric: 'normal',
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            {capture.name}
          </Box>
          {capture.status !== 'ready' && (
            <Chip variant="outlined" label={capture.status === 'importing' ? 'Importing' : 'Deleting'} />
          )}
        </Box>
        <SecondLine>
          {originOf(capture)}
          {capture.sha256 && (
            <>
              {' · '}
              <code title={capture.sha256}>{capture.sha256.slice(0, 8)}…</code>
              <CopyButton value={capture.sha256} what={`SHA-256 of ${capture.name}`} />
            </>
          )}
        </SecondLine>
        {capture.dialect !== null && <SecondLine>{DIALECTS[capture.dialect]}</SecondLine>}
        {capture.notices.length > 0 && (
          <SecondLine>
            <Link component="button" onClick={onShowDetails} sx={{ font: 'inherit', color: 'warning.main' }}>
              {formatCounted(capture.notices.length, 'note')} on how it was read
            </Link>
          </SecondLine>
        )}
      </TableCell>
      <TableCell align="right">
        {isImporting ? (
          <SecondLine>counted at the end</SecondLine>
        ) : (
          <>
            {formatCount(capture.rows_read)}
            <SecondLine>
              = {formatCount(capture.classified)} +{' '}
              {capture.conversations > 0 && `${formatCounted(capture.conversations, 'conversation')} + `}
              {capture.rejected > 0 ? (
                <Link component="button" onClick={onShowRejected} sx={{ font: 'inherit', verticalAlign: 'baseline' }}>
                  {formatCount(capture.rejected)} rejected
                </Link>
              ) : (
                '0 rejected'
              )}
            </SecondLine>
          </>
        )}
      </TableCell>
      <TableCell align="right">
        {isImporting || isUnjudged(capture) ? '—' : formatCount(capture.threats)}
        {!isImporting && !isUnjudged(capture) && (
          <SecondLine>{formatShare(capture.threats, capture.classified)}</SecondLine>
        )}
      </TableCell>
      <TableCell align="right">
        {capture.labelled === 0 ? '—' : formatCount(capture.labelled)}
        {capture.labelled > 0 && <SecondLine>{formatShare(capture.labelled, capture.classified)}</SecondLine>}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {first === null || last === null ? (
          <SecondLine>{whyNoTimes(capture)}</SecondLine>
        ) : (
          <>
            <Time at={first} precision="minute" />
            <Box title={formatDuration(Date.parse(last) - Date.parse(first))}>
              – <Time at={last} precision="minute" />
            </Box>
          </>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap', maxWidth: { xs: 132, lg: 'none' } }}>
        <Time at={capture.imported_at} precision="minute" />
        <SecondLine>
          {capture.elapsed_ms !== null && `in ${formatDuration(capture.elapsed_ms)} · `}
          {isUnjudged(capture) ? (
            'no model can judge it'
          ) : (
            <span title={capture.model_sha256 ?? undefined}>{capture.model_id ?? 'no model'}</span>
          )}
        </SecondLine>
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap', position: 'sticky', right: 0, bgcolor: 'background.paper' }}>
        <CaptureActions
          capture={capture}
          onShowDetails={onShowDetails}
          onShowRejected={onShowRejected}
          onShowScorings={onShowScorings}
          onDelete={onDelete}
        />
      </TableCell>
    </TableRow>
  )
}
