import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'

import { RouterLink } from '../../components/router-link.tsx'
import { formatCount } from '../../lib/numbers.ts'

/** A count, and where its flows are. */
export interface CountCell {
  count: number
  /** What it counts, for those who listen. */
  name: string
  to: string
}

export interface CountRow {
  key: string
  head: ReactNode
  counts: readonly CountCell[]
}

/** Rows of counts, each of which leads to the flows that it counts. */
export function CountTable({
  label,
  columns,
  rows,
}: {
  label: string
  columns: readonly string[]
  rows: readonly CountRow[]
}) {
  return (
    <Table size="small" aria-label={label} sx={{ '& tr:last-child > *': { borderBottom: 0 } }}>
      <TableHead>
        <TableRow>
          {columns.map((column, place) => (
            <TableCell key={column} align={place === 0 ? 'left' : 'right'} sx={place === 0 ? { pl: 1.75 } : {}}>
              {column}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(({ key, head, counts }) => (
          <TableRow key={key}>
            <TableCell component="th" scope="row" sx={{ pl: 1.75, overflowWrap: 'anywhere' }}>
              {head}
            </TableCell>
            {counts.map((cell) => (
              <TableCell key={cell.name} align="right">
                {cell.count === 0 ? (
                  <span aria-label={`0 ${cell.name}`}>–</span>
                ) : (
                  <RouterLink to={cell.to} aria-label={`${formatCount(cell.count)} ${cell.name}`}>
                    {formatCount(cell.count)}
                  </RouterLink>
                )}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
