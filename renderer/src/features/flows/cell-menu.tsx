import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'

import type { Flow } from '../../../../contract/flows.ts'
import { printQuery } from '../../../../contract/query/print.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { cellQueries, hostIn } from './cell-queries.ts'
import type { FlowColumn } from './columns-in-room.ts'

export interface CellMenuPlace {
  flow: Flow
  field: FlowColumn
  /** What the cell shows. */
  text: string
  left_px: number
  top_px: number
}

interface CellMenuProps {
  place: CellMenuPlace
  onAdd: (part: QueryTree, how: 'only' | 'exclude') => void
  onHost: (address: string) => void
  onClose: () => void
}

/** What can be done with a cell of the flows' table. */
export function CellMenu({ place: { flow, field, text, left_px, top_px }, onAdd, onHost, onClose }: CellMenuProps) {
  const host = hostIn(flow, field)
  const parts = cellQueries(flow, field)
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
      {host !== null && (
        <MenuItem
          onClick={() => {
            onClose()
            onHost(host)
          }}
        >
          Open host {host}
        </MenuItem>
      )}
      {host !== null && <Divider />}
      {parts.map((part) => item(part, 'only'))}
      {parts.map((part) => item(part, 'exclude'))}
      {parts.length > 0 && <Divider />}
      <MenuItem
        onClick={() => {
          onClose()
          void navigator.clipboard.writeText(text)
        }}
      >
        Copy
      </MenuItem>
    </Menu>
  )
}
