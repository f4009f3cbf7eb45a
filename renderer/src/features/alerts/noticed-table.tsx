import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface NoticedTableProps {
  label: string
  caption: string
  columns: readonly string[]
  /** Bodies of the table. */
  children: ReactNode
}

/** A table of what detectors across flows noticed, as small as fits beside the list. */
export function NoticedTable({ label, caption, columns, children }: NoticedTableProps) {
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Box
        component="table"
        aria-label={label}
        sx={{ fontSize: 12, borderSpacing: 0, '& td, & th': { pr: 1, py: 0.25, whiteSpace: 'nowrap' } }}
      >
        <Box component="caption" sx={{ textAlign: 'left', color: 'text.secondary', pb: 0.5 }}>
          {caption}
        </Box>
        <Box component="thead" sx={{ textAlign: 'left', color: 'text.secondary' }}>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </Box>
        {children}
      </Box>
    </Box>
  )
}
