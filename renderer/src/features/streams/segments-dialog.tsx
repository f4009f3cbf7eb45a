import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'

import type { Stream } from '../../../../contract/streams.ts'
import { MoreButton } from '../../components/more-button.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { usePages } from '../../lib/pages.ts'
import { nameOf } from '../../lib/streams.ts'
import { SegmentRow } from './segment-row.tsx'

/** The same whatever arrives in it, so that nothing moves under the pointer. */
const HEIGHT = 'min(640px, calc(100% - 64px))'

/** The pieces in which a stream was read, newest first. */
export function SegmentsDialog({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const segments = usePages('streams.segments', { id: stream.id }, (page) =>
    call('streams.segments', { id: stream.id, ...page }),
  )
  const { items, total, error, isLoading } = segments
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="lg"
      fullWidth
      aria-labelledby="segments-title"
      slotProps={{ paper: { sx: { height: HEIGHT } } }}
    >
      <DialogTitle id="segments-title" sx={{ overflowWrap: 'anywhere' }}>
        Segments of {nameOf(stream)}
      </DialogTitle>
      <DialogContent>
        {error && (
          <ProblemNotice title="The segments could not be read" error={error} onRetry={() => void segments.refetch()} />
        )}
        {isLoading && <Skeleton role="status" variant="rounded" height={200} aria-label="Reading the segments" />}
        {items.length > 0 && (
          <TableContainer tabIndex={0} role="region" aria-label="Segments, scrolls horizontally">
            <Table size="small" aria-label="Segments" sx={{ '& tbody td, & tbody th': { verticalAlign: 'top' } }}>
              <TableHead>
                <TableRow>
                  <TableCell>Segment</TableCell>
                  <TableCell>Ended</TableCell>
                  <TableCell align="right">Size</TableCell>
                  <TableCell>SHA-256</TableCell>
                  <TableCell align="right">Rows read</TableCell>
                  <TableCell>State</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {items.map((segment) => (
                  <SegmentRow key={segment.id} segment={segment} />
                ))}
              </TableBody>
            </Table>
          </TableContainer>
        )}
        <MoreButton
          shown={items.length}
          total={total}
          isFetching={segments.isFetchingNextPage}
          onMore={segments.more}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
