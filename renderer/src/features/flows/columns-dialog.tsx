import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'

import { closeGridPanel } from './grid-panels.ts'
import type { FlowColumnView } from './flow-columns.tsx'
import { OfferedColumns } from './offered-columns.tsx'
import { ShownColumns } from './shown-columns.tsx'
import type { ChosenColumns } from './use-flow-columns.ts'

interface ColumnsDialogProps {
  /** Those that the grid shows, from left to right. */
  columns: readonly FlowColumnView[]
  all: readonly FlowColumnView[]
  chosen: ChosenColumns
}

/** Which columns the grid shows, and in which order; what is chosen is shown behind it at once. */
export function ColumnsDialog({ columns, all, chosen: { isStandard, actions } }: ColumnsDialogProps) {
  return (
    <Dialog
      open
      onClose={closeGridPanel}
      transitionDuration={0}
      maxWidth="md"
      fullWidth
      aria-labelledby="columns-title"
      slotProps={{ paper: { sx: { height: 640, maxHeight: 'calc(100% - 48px)' } } }}
    >
      <DialogTitle id="columns-title">Columns of flows</DialogTitle>
      <DialogContent sx={{ display: 'grid', gridTemplateColumns: '300px 1fr', gap: 2.5, overflow: 'hidden' }}>
        <ShownColumns columns={columns} actions={actions} />
        <OfferedColumns all={all} shown={columns} onShow={actions.show} />
      </DialogContent>
      <DialogActions>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mr: 'auto' }}>
          <Button disabled={isStandard} onClick={actions.reset}>
            Reset columns
          </Button>
          {isStandard && (
            <Typography variant="caption" color="textSecondary">
              The standard columns, as many as fit
            </Typography>
          )}
        </Box>
        <Button onClick={closeGridPanel}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
