import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { memo, useState } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import { ScoringsDialog } from './scorings-dialog.tsx'
import { useStill } from '../../components/use-still.ts'
import { CaptureRow } from './capture-row.tsx'
import { cardsInPlace } from '../../components/cards-in-place.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { DetailsDialog } from './details-dialog.tsx'
import { RejectedRowsDialog } from './rejected-rows-dialog.tsx'

/** The history of imports, with what can be done to each. */
export const CaptureTable = memo(function CaptureTable({ captures }: { captures: readonly Capture[] }) {
  const [detailsOf, setDetailsOf] = useState<Capture | null>(null)
  const [rejectedOf, setRejectedOf] = useState<Capture | null>(null)
  const [scoringsOf, setScoringsOf] = useState<Capture | null>(null)
  const [toDelete, setToDelete] = useState<Capture | null>(null)
  const byKey = new Map(captures.map((capture) => [String(capture.id), capture]))
  // An import may have ended since a dialog was asked for.
  const asItIs = (capture: Capture) => captures.find(({ id }) => id === capture.id) ?? capture
  // New captures come last while a person points at the table, and first once they do not.
  const { shown, listeners } = useStill([...byKey.keys()], (before, now) => cardsInPlace(before, now, []))
  return (
    <>
      <TableContainer tabIndex={0} role="region" aria-label="Imported captures, scrolls horizontally" {...listeners}>
        <Table
          size="small"
          aria-label="Imported captures"
          sx={{ '& tbody td, & tbody th': { verticalAlign: 'top' }, '& td, & th': { px: { xs: 0.75, lg: 1.25 } } }}
        >
          <TableHead>
            <TableRow>
              <TableCell>Capture</TableCell>
              <TableCell align="right" sx={{ '&&': { whiteSpace: 'normal' } }}>
                Rows read = classified + conversations only + rejected
              </TableCell>
              <TableCell align="right">Threats</TableCell>
              <TableCell align="right">Labelled</TableCell>
              <TableCell>Time span</TableCell>
              <TableCell>Imported</TableCell>
              <TableCell align="right" sx={{ position: 'sticky', right: 0 }}>
                Actions
              </TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown
              .flatMap((key) => byKey.get(key) ?? [])
              .map((capture) => (
                <CaptureRow
                  key={capture.id}
                  capture={capture}
                  onShowDetails={() => setDetailsOf(capture)}
                  onShowRejected={() => setRejectedOf(capture)}
                  onShowScorings={() => setScoringsOf(capture)}
                  onDelete={() => setToDelete(capture)}
                />
              ))}
          </TableBody>
        </Table>
      </TableContainer>
      {detailsOf && <DetailsDialog capture={asItIs(detailsOf)} onClose={() => setDetailsOf(null)} />}
      {rejectedOf && <RejectedRowsDialog capture={asItIs(rejectedOf)} onClose={() => setRejectedOf(null)} />}
      {scoringsOf && <ScoringsDialog capture={asItIs(scoringsOf)} onClose={() => setScoringsOf(null)} />}
      {toDelete && <DeleteDialog capture={asItIs(toDelete)} onClose={() => setToDelete(null)} />}
    </>
  )
})
