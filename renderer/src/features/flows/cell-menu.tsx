import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Typography from '@mui/material/Typography'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { printQuery } from '../../../../contract/query/print.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { formatCounted } from '../../lib/numbers.ts'
import { copyText } from './copy-text.ts'
import { cellQueries, hostIn } from './cell-queries.ts'
import type { FlowColumn } from './columns-in-room.ts'

export interface CellMenuPlace {
  flow: Flow
  field: FlowColumn
  /** Undefined until it is read. */
  traffic: FlowTraffic | undefined
  /** What the cell shows. */
  text: string
  left_px: number
  top_px: number
}

interface CellMenuProps {
  place: CellMenuPlace
  chosen: readonly Flow[]
  onCopy: (flows: readonly Flow[]) => void
  onOpen: (id: string) => void
  onAdd: (part: QueryTree, how: 'only' | 'exclude') => void
  onHost: (address: string) => void
  onClose: () => void
}

/** What can be done with a cell of the flows' table. */
export function CellMenu({
  place: { flow, field, traffic, text, left_px, top_px },
  chosen,
  onCopy,
  onOpen,
  onAdd,
  onHost,
  onClose,
}: CellMenuProps) {
  const act = (text: string, keys: string, run: () => void) => (
    <MenuItem
      onClick={() => {
        onClose()
        run()
      }}
    >
      {text}
      <Typography variant="caption" color="textSecondary" sx={{ ml: 'auto', pl: 3 }}>
        {keys}
      </Typography>
    </MenuItem>
  )
  const host = hostIn(flow, field)
  const parts = cellQueries(flow, field, traffic)
  const item = (part: QueryTree, how: 'only' | 'exclude') => (
    <MenuItem
      key={`${how} ${printQuery(part)}`}
      onClick={() => {
        onClose()
        onAdd(part, how)
      }}
    >
      {how === 'only' ? 'Only' : 'Exclude'}&nbsp;<code>{printQuery(part)}</code>
    </MenuItem>
  )
  return (
    <Menu
      open
      onClose={onClose}
      anchorReference="anchorPosition"
      anchorPosition={{ left: left_px, top: top_px }}
      slotProps={{ list: { 'aria-label': `Cell ${text}`, dense: true } }}
    >
      {act('Open flow', 'Enter', () => onOpen(flow.id))}
      {host !== null && act(`Open host ${host}`, 'h', () => onHost(host))}
      <Divider />
      {parts.map((part) => item(part, 'only'))}
      {parts.map((part) => item(part, 'exclude'))}
      {parts.length > 0 && <Divider />}
      {act('Copy cell', chosen.length === 0 ? 'Ctrl+C' : '', () => copyText(text))}
      {act('Copy row as CSV', 'Ctrl+Shift+C', () => onCopy([flow]))}
      {chosen.length > 0 &&
        act(`Copy ${formatCounted(chosen.length, 'chosen row')} as CSV`, 'Ctrl+C', () => onCopy(chosen))}
    </Menu>
  )
}
