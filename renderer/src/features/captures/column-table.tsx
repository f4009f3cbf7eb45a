import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import type { CapturePreview } from '../../../../contract/captures.ts'

/** Every column of a file and what it is read as. */
export function ColumnTable({ columns }: { columns: CapturePreview['columns'] }) {
  const [sought, setSought] = useState('')
  const words = sought.trim().toLowerCase()
  const numbered = columns.map((column, place) => ({ ...column, number: place + 1 }))
  const found = numbered.filter(({ name, read_as }) => `${name} ${read_as ?? 'not read'}`.toLowerCase().includes(words))
  const unread = columns.filter(({ read_as }) => read_as === null).length
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 1 }}>
        <TextField
          placeholder="Search columns"
          value={sought}
          onChange={({ target }) => setSought(target.value)}
          slotProps={{ htmlInput: { 'aria-label': 'Search columns', type: 'search' } }}
          sx={{ width: 220 }}
        />
        <Typography variant="body2" color="textSecondary" role="status">
          {words === ''
            ? `${columns.length - unread} read, ${unread} not read`
            : `${found.length} of ${columns.length}`}
        </Typography>
      </Box>
      <TableContainer
        tabIndex={0}
        role="region"
        aria-label="Columns, scrolls"
        sx={{ maxHeight: 260, border: 1, borderColor: 'divider', borderRadius: 1.5 }}
      >
        <Table size="small" stickyHeader aria-label="Columns" sx={{ '& td, & th': { py: 0.25 } }}>
          <TableHead>
            <TableRow>
              <TableCell align="right" sx={{ width: 48 }}>
                No.
              </TableCell>
              <TableCell>Column of the file</TableCell>
              <TableCell>Read as</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {found.map(({ number, name, read_as }) => (
              <TableRow key={number}>
                <TableCell align="right">{number}</TableCell>
                <TableCell>{name === '' ? <em>without a name</em> : name}</TableCell>
                <TableCell sx={{ color: read_as === null ? 'text.secondary' : 'text.primary' }}>
                  {read_as === null ? <em>not read</em> : read_as === name ? 'the same' : read_as}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </>
  )
}
