import TableCell from '@mui/material/TableCell'
import { memo, useState } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import { ScoringsDialog } from './scorings-dialog.tsx'
import { RowsReadHeader, StillTable } from '../../components/still-table.tsx'
import { CaptureRow } from './capture-row.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DetailsDialog } from './details-dialog.tsx'
import { RejectedRowsDialog } from './rejected-rows-dialog.tsx'

/** The history of imports, with what can be done to each. */
export const CaptureTable = memo(function CaptureTable({ captures }: { captures: readonly Capture[] }) {
  const [detailsOf, setDetailsOf] = useState<Capture | null>(null)
  const [rejectedOf, setRejectedOf] = useState<Capture | null>(null)
  const [scoringsOf, setScoringsOf] = useState<Capture | null>(null)
  const [toDelete, setToDelete] = useState<Capture | null>(null)
  // An import may have ended since a dialog was asked for.
  const asItIs = (capture: Capture) => captures.find(({ id }) => id === capture.id) ?? capture
  return (
    <>
      <StillTable
        label="Imported captures"
        items={captures}
        columns={
          <>
            <TableCell>Capture</TableCell>
            <RowsReadHeader />
            <TableCell align="right">Threats</TableCell>
            <TableCell align="right">Labelled</TableCell>
            <TableCell>Time span</TableCell>
            <TableCell>Imported</TableCell>
          </>
        }
      >
        {(capture) => (
          <CaptureRow
            key={capture.id}
            capture={capture}
            onShowDetails={() => setDetailsOf(capture)}
            onShowRejected={() => setRejectedOf(capture)}
            onShowScorings={() => setScoringsOf(capture)}
            onDelete={() => setToDelete(capture)}
          />
        )}
      </StillTable>
      {detailsOf && <DetailsDialog capture={asItIs(detailsOf)} onClose={() => setDetailsOf(null)} />}
      {rejectedOf && <RejectedRowsDialog capture={asItIs(rejectedOf)} onClose={() => setRejectedOf(null)} />}
      {scoringsOf && <ScoringsDialog capture={asItIs(scoringsOf)} onClose={() => setScoringsOf(null)} />}
      {toDelete && <DeleteDialog capture={asItIs(toDelete)} onClose={() => setToDelete(null)} />}
    </>
  )
})
