import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Link from '@mui/material/Link'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount, formatDuration, formatShare } from '../../lib/numbers.ts'
import { CaptureActions } from './capture-actions.tsx'

const DIALECTS = { original: 'original', corrected: 'corrected', other: 'other columns' } as const

interface CaptureRowProps {
  capture: Capture
  onShowRejected: () => void
  onDelete: () => void
}

/** One capture in two lines: what it is, and what was found. */
export function CaptureRow({ capture, onShowRejected, onDelete }: CaptureRowProps) {
  const { first_flow_at: first, last_flow_at: last } = capture
  const facts = [
    capture.kind === 'file' ? formatBytes(capture.size_bytes) : 'Sent to the local port',
    ...(capture.dialect === null ? [] : [DIALECTS[capture.dialect]]),
  ]
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ minWidth: 190, maxWidth: { xs: 230, lg: 380 } }}>
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
          {facts.join(' · ')}
          {capture.sha256 && (
            <>
              {' · '}
              <code title={capture.sha256}>{capture.sha256.slice(0, 8)}…</code>
              <CopyButton value={capture.sha256} what={`SHA-256 of ${capture.name}`} />
            </>
          )}
        </Second>
      </TableCell>
      <TableCell align="right">
        {formatCount(capture.rows_read)}
        <Second>
          = {formatCount(capture.classified)} +{' '}
          {capture.rejected > 0 ? (
            <Link component="button" onClick={onShowRejected} sx={{ font: 'inherit', verticalAlign: 'baseline' }}>
              {formatCount(capture.rejected)} rejected
            </Link>
          ) : (
            '0 rejected'
          )}
        </Second>
      </TableCell>
      <TableCell align="right">
        {formatCount(capture.threats)}
        <Second>{formatShare(capture.threats, capture.classified)}</Second>
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
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Time at={capture.imported_at} precision="minute" />
        <Second>
          {capture.elapsed_ms !== null && `in ${formatDuration(capture.elapsed_ms)} · `}
          <span title={capture.model_sha256 ?? undefined}>{capture.model_id ?? 'no model'}</span>
        </Second>
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap', position: 'sticky', right: 0, bgcolor: 'background.paper' }}>
        <CaptureActions capture={capture} onShowRejected={onShowRejected} onDelete={onDelete} />
      </TableCell>
    </TableRow>
  )
}

function Second({ children }: { children: ReactNode }) {
  return <Box sx={{ fontSize: 11.5, color: 'text.secondary', fontWeight: 400, whiteSpace: 'nowrap' }}>{children}</Box>
}

function whyNoTimes({ kind, status }: Capture): string {
  if (kind === 'detections') return 'Time of each request'
  return status === 'importing' ? '—' : 'No times in the file'
}
