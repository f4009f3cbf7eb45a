import TableCell from '@mui/material/TableCell'
import { memo, useState } from 'react'

import type { Stream } from '../../../../contract/streams.ts'
import { RowsReadHeader, StillTable } from '../../components/still-table.tsx'
import { SegmentsDialog } from './segments-dialog.tsx'
import { StreamRow } from './stream-row.tsx'

/** Interfaces and folders that are or were followed, one a row. */
export const StreamTable = memo(function StreamTable({ streams }: { streams: readonly Stream[] }) {
  const [segmentsOf, setSegmentsOf] = useState<Stream | null>(null)
  return (
    <>
      <StillTable
        label="Live streams"
        items={streams}
        columns={
          <>
            <TableCell>Stream</TableCell>
            <TableCell>State</TableCell>
            <TableCell align="right">Segments</TableCell>
            <RowsReadHeader />
            <TableCell>Last segment</TableCell>
          </>
        }
      >
        {(stream) => <StreamRow key={stream.id} stream={stream} onShowSegments={() => setSegmentsOf(stream)} />}
      </StillTable>
      {segmentsOf && <SegmentsDialog stream={segmentsOf} onClose={() => setSegmentsOf(null)} />}
    </>
  )
})
