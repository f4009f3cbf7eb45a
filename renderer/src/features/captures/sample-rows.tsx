import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { CapturePreview } from '../../../../contract/captures.ts'

/** The first rows of the file, unchanged. */
export function SampleRows({ preview: { columns, sample_rows } }: { preview: CapturePreview }) {
  if (sample_rows.length === 0) return <Typography color="textSecondary">The file has no rows.</Typography>
  return (
    <TableContainer
      tabIndex={0}
      role="region"
      aria-label="First rows, scrolls horizontally"
      sx={{ maxHeight: 300, border: 1, borderColor: 'divider', borderRadius: 1.5 }}
    >
      <Table
        size="small"
        stickyHeader
        aria-label="First rows"
        sx={{ '& td, & th': { py: 0.25, whiteSpace: 'nowrap' } }}
      >
        <TableHead>
          <TableRow>
            {columns.map(({ name, read_as }, place) => (
              <TableCell key={place} sx={read_as === null ? { fontStyle: 'italic' } : {}}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {sample_rows.map((cells, row) => (
            <TableRow key={row}>
              {cells.map((cell, place) => (
                <TableCell key={place} sx={columns[place]?.read_as == null ? { color: 'text.secondary' } : {}}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}
