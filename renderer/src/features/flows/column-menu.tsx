import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'

import type { FlowColumn } from './columns-in-room.ts'
import { openGridPanel } from './grid-panels.ts'
import type { SortChange } from './flow-sort.ts'
import type { ColumnActions } from './use-flow-columns.ts'

export interface ColumnMenuPlace {
  field: FlowColumn
  name: string
  left_px: number
  top_px: number
}

interface ColumnMenuProps {
  place: ColumnMenuPlace
  actions: ColumnActions
  onSort: SortChange
  onFit: (column: FlowColumn) => void
  onClose: () => void
}

/** What can be done with a column of the flows' table. */
export function ColumnMenu({
  place: { field, name, left_px, top_px },
  actions,
  onSort,
  onFit,
  onClose,
}: ColumnMenuProps) {
  const item = (text: string, run: () => void) => (
    <MenuItem
      onClick={() => {
        onClose()
        run()
      }}
    >
      {text}
    </MenuItem>
  )
  return (
    <Menu
      open
      onClose={onClose}
      anchorReference="anchorPosition"
      anchorPosition={{ left: left_px, top: top_px }}
      slotProps={{ list: { 'aria-label': `Column ${name}`, dense: true } }}
    >
      {item('Sort ascending', () => onSort(() => ({ by: field, direction: 'asc' })))}
      {item('Sort descending', () => onSort(() => ({ by: field, direction: 'desc' })))}
      <Divider />
      {item('Move left', () => actions.move(field, -1))}
      {item('Move right', () => actions.move(field, 1))}
      <Divider />
      {item('Fit to content', () => onFit(field))}
      {item('Standard width', () => actions.widen(field, null))}
      <Divider />
      {item('Hide', () => actions.show(field, false))}
      {item('Choose columns…', () => openGridPanel('columns'))}
    </Menu>
  )
}
