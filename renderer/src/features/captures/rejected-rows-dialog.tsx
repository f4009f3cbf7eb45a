import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { Capture } from '../../../../contract/captures.ts'
import { MoreButton } from '../../components/more-button.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { usePages } from '../../lib/pages.ts'
import { isUnjudged } from './capture-words.ts'

/** Every row that was read and not classified, with its line and reason. */
export function RejectedRowsDialog({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const rows = usePages('captures.rejectedRows', { id: capture.id }, (page) =>
    call('captures.rejectedRows', { id: capture.id, ...page }),
  )
  const notify = useNotify()
  const save = useLoneMutation({
    mutationFn: () => call('captures.saveRejectedRows', { id: capture.id }),
    onSuccess: ({ path, rows: saved }) => {
      if (path !== null) notify({ message: `${formatCounted(saved, 'rejected row')} saved as ${path}` })
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby="rejected-title">
      <DialogTitle id="rejected-title">Rejected rows of {capture.name}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
          {formatCounted(capture.rejected, 'row')} of {formatCount(capture.rows_read)} could not be{' '}
          {isUnjudged(capture) ? 'read as conversations' : 'classified'} and are not included in any other count.
        </Typography>
        {rows.error && (
          <ProblemNotice
            title="Rejected rows could not be read"
            error={rows.error}
            onRetry={() => void rows.refetch()}
          />
        )}
        {rows.isLoading && <Skeleton variant="rounded" height={200} />}
        {rows.items.length > 0 && (
          <Table size="small" stickyHeader aria-label="Rejected rows">
            <TableHead>
              <TableRow>
                {capture.kind === 'stream' && <TableCell align="right">Segment</TableCell>}
                <TableCell align="right">Line</TableCell>
                <TableCell>Column</TableCell>
                <TableCell>Value</TableCell>
                <TableCell>Reason</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {rows.items.map((row, place) => (
                <TableRow key={`${row.segment_id}-${row.line_number}-${place}`}>
                  {capture.kind === 'stream' && <TableCell align="right">{row.segment_id ?? '—'}</TableCell>}
                  <TableCell align="right">{formatCount(row.line_number)}</TableCell>
                  <TableCell>{row.column ?? '—'}</TableCell>
                  <TableCell sx={{ maxWidth: 220, overflowWrap: 'anywhere' }}>
                    {row.value === '' ? <em>empty</em> : <code>{row.value}</code>}
                  </TableCell>
                  <TableCell>{row.reason}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
        <MoreButton
          shown={rows.items.length}
          total={rows.total}
          isFetching={rows.isFetchingNextPage}
          onMore={rows.more}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" disabled={save.isPending} onClick={() => save.mutate()}>
          Save as CSV…
        </Button>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
