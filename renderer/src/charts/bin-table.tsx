import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'

import type { Series } from '../../../contract/charts.ts'
import { formatCount } from '../lib/numbers.ts'
import type { TimeZone } from '../lib/time.ts'
import { labelOfBin } from './axis-label.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

interface BinTableProps {
  bins: readonly Bin[]
  axis: Series['axis']
  threatTypes: readonly string[]
  zone: TimeZone
}

/** The chart as numbers: stretches in which something was found. */
export function BinTable({ bins, axis, threatTypes, zone }: BinTableProps) {
  const rows = bins.filter(({ counts }) => threatTypes.some((threatType) => (counts[threatType] ?? 0) > 0))
  return (
    <Box role="region" aria-label="Flows by interval" tabIndex={0} sx={{ maxHeight: 420, overflow: 'auto' }}>
      <Table stickyHeader size="small" aria-label="Threats over time">
        <TableHead>
          <TableRow>
            <TableCell>{axis === 'time' ? 'Time' : 'Rows'}</TableCell>
            {threatTypes.map((threatType) => (
              <TableCell key={threatType} align="right">
                {threatType}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((bin) => (
            <TableRow key={bin.start}>
              <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                {labelOfBin(bin, axis, zone)}
              </TableCell>
              {threatTypes.map((threatType) => (
                <TableCell
                  key={threatType}
                  align="right"
                  sx={bin.counts[threatType] ? {} : { color: 'text.secondary' }}
                >
                  {formatCount(bin.counts[threatType] ?? 0)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
