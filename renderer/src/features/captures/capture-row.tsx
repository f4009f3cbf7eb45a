import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Link from '@mui/material/Link'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount, formatCounted, formatDuration, formatShare } from '../../lib/numbers.ts'
import { CaptureActions } from './capture-actions.tsx'
import { DIALECTS, isUnjudged, whyNoTimes } from './capture-words.ts'

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
        <Second>
          {capture.kind === 'file' ? formatBytes(capture.size_bytes) : 'Sent to the local port'}
          {capture.sha256 && (
            <>
              {' · '}
              <code title={capture.sha256}>{capture.sha256.slice(0, 8)}…</code>
              <CopyButton value={capture.sha256} what={`SHA-256 of ${capture.name}`} />
            </>
          )}
        </Second>
        {capture.dialect !== null && <Second>{DIALECTS[capture.dialect]}</Second>}
        {capture.notices.length > 0 && (
          <Second>
            <Link component="button" onClick={onShowDetails} sx={{ font: 'inherit', color: 'warning.main' }}>
              {formatCounted(capture.notices.length, 'note')} on how it was read
            </Link>
          </Second>
        )}
      </TableCell>
      <TableCell align="right">
        {isImporting ? (
          <Second>counted at the end</Second>
        ) : (
          <>
            {formatCount(capture.rows_read)}
            <Second>
              = {formatCount(capture.classified)} +{' '}
              {capture.conversations > 0 && `${formatCount(capture.conversations)} conversations + `}
              {capture.rejected > 0 ? (
                <Link component="button" onClick={onShowRejected} sx={{ font: 'inherit', verticalAlign: 'baseline' }}>
                  {formatCount(capture.rejected)} rejected
                </Link>
              ) : (
                '0 rejected'
              )}
            </Second>
          </>
        )}
      </TableCell>
      <TableCell align="right">
        {isImporting || isUnjudged(capture) ? '—' : formatCount(capture.threats)}
        {!isImporting && !isUnjudged(capture) && <Second>{formatShare(capture.threats, capture.classified)}</Second>}
      </TableCell>
      <TableCell align="right">
        {capture.labelled === 0 ? '—' : formatCount(capture.labelled)}
        {capture.labelled > 0 && <Second>{formatShare(capture.labelled, capture.classified)}</Second>}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {first === null || last === null ? (
          <Second>{whyNoTimes(capture)}</Second>
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
        <Second>
          {capture.elapsed_ms !== null && `in ${formatDuration(capture.elapsed_ms)} · `}
          {isUnjudged(capture) ? (
            'no model can judge it'
          ) : (
            <span title={capture.model_sha256 ?? undefined}>{capture.model_id ?? 'no model'}</span>
          )}
        </Second>
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

function Second({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        fontSize: 11.5,
        color: 'text.secondary',
        fontWeight: 400,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
      }}
    >
      {children}
    </Box>
  )
}
