import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'

import { cardsInPlace } from './cards-in-place.ts'
import { useStill } from './use-still.ts'

interface StillTableProps<Item> {
  label: string
  /** Cells of the header, but for that of the actions, which come last and stay in view. */
  columns: ReactNode
  items: readonly Item[]
  children: (item: Item) => ReactNode
}

/**
 * A table with a row for each item, newest first, which scrolls sideways. New items come last while a person points at it, and
 * first once they do not.
 */
export function StillTable<Item extends { readonly id: number }>({
  label,
  columns,
  items,
  children,
}: StillTableProps<Item>) {
  const byKey = new Map(items.map((item) => [String(item.id), item]))
  const { shown, listeners } = useStill([...byKey.keys()], (before, now) => cardsInPlace(before, now, []))
  return (
    <TableContainer tabIndex={0} role="region" aria-label={`${label}, scrolls horizontally`} {...listeners}>
      <Table
        size="small"
        aria-label={label}
        sx={{ '& tbody td, & tbody th': { verticalAlign: 'top' }, '& td, & th': { px: { xs: 0.75, lg: 1.25 } } }}
      >
        <TableHead>
          <TableRow>
            {columns}
            <TableCell align="right" sx={{ position: 'sticky', right: 0 }}>
              Actions
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>{shown.flatMap((key) => byKey.get(key) ?? []).map(children)}</TableBody>
      </Table>
    </TableContainer>
  )
}

/** Header of the column whose numbers add up. */
export function RowsReadHeader() {
  return (
    <TableCell align="right" sx={{ '&&': { whiteSpace: 'normal' } }}>
      Rows read = classified + conversations only + rejected
    </TableCell>
  )
}
