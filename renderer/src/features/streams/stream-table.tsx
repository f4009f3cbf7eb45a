import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { memo, useState } from 'react'

import type { Stream } from '../../../../contract/streams.ts'
import { cardsInPlace } from '../../components/cards-in-place.ts'
import { useStill } from '../../components/use-still.ts'
import { SegmentsDialog } from './segments-dialog.tsx'
import { StreamRow } from './stream-row.tsx'

/** Interfaces and folders that are or were followed, one a row. */
export const StreamTable = memo(function StreamTable({ streams }: { streams: readonly Stream[] }) {
  const [segmentsOf, setSegmentsOf] = useState<Stream | null>(null)
  const byKey = new Map(streams.map((stream) => [String(stream.id), stream]))
  // New streams come last while a person points at the table, and first once they do not.
  const { shown, listeners } = useStill([...byKey.keys()], (before, now) => cardsInPlace(before, now, []))
  return (
    <>
      <TableContainer tabIndex={0} role="region" aria-label="Live streams, scrolls horizontally" {...listeners}>
        <Table
          size="small"
          aria-label="Live streams"
          sx={{ '& tbody td, & tbody th': { verticalAlign: 'top' }, '& td, & th': { px: { xs: 0.75, lg: 1.25 } } }}
        >
          <TableHead>
            <TableRow>
              <TableCell>Stream</TableCell>
              <TableCell>State</TableCell>
              <TableCell align="right">Segments</TableCell>
              <TableCell align="right" sx={{ '&&': { whiteSpace: 'normal' } }}>
                Rows read = classified + conversations only + rejected
              </TableCell>
              <TableCell>Last segment</TableCell>
              <TableCell align="right" sx={{ position: 'sticky', right: 0 }}>
                Actions
              </TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown
              .flatMap((key) => byKey.get(key) ?? [])
              .map((stream) => (
                <StreamRow key={stream.id} stream={stream} onShowSegments={() => setSegmentsOf(stream)} />
              ))}
          </TableBody>
        </Table>
      </TableContainer>
      {segmentsOf && <SegmentsDialog stream={segmentsOf} onClose={() => setSegmentsOf(null)} />}
    </>
  )
})
