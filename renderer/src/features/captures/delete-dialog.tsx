import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'

import type { Capture } from '../../../../contract/captures.ts'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'
import { formatCounted } from '../../lib/numbers.ts'
import { originAfterDeletion } from './capture-words.ts'

/** Asks before a capture goes, and says what goes with it. */
export function DeleteDialog({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const notify = useNotify()
  const client = useQueryClient()
  const remove = useLoneMutation({
    mutationFn: () => call('captures.delete', { id: capture.id }),
    onSuccess: async () => {
      notify({ message: `${capture.name} deleted` })
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="xs"
      role="alertdialog"
      aria-labelledby="delete-title"
      aria-describedby="delete-text"
    >
      <DialogTitle id="delete-title">Delete this capture?</DialogTitle>
      <DialogContent>
        <Typography id="delete-text" component="div">
          <strong>{capture.name}</strong> and everything known of it will be deleted; this cannot be undone: its{' '}
          {capture.conversations > 0
            ? formatCounted(capture.conversations, 'conversation')
            : formatCounted(capture.classified, 'classified flow')}
          , its {formatCounted(capture.rejected, 'rejected row')}, its predictions, and its alerts with their history
          and notes. {originAfterDeletion(capture)}
        </Typography>
        {remove.error && <ProblemNotice title="The capture could not be deleted" error={remove.error} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          Cancel
        </Button>
        <Button color="error" variant="contained" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete capture
        </Button>
      </DialogActions>
    </Dialog>
  )
}
