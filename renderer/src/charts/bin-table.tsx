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
import { binSeries } from './bins.ts'

const MOST_ROWS = 60

interface BinTableProps {
  series: Series
  threatTypes: readonly string[]
  zone: TimeZone
}

/** The chart as numbers: stretches in which something was found. */
export function BinTable({ series, threatTypes, zone }: BinTableProps) {
  const rows = binSeries(series, MOST_ROWS).filter(({ counts }) =>
    threatTypes.some((threatType) => (counts[threatType] ?? 0) > 0),
  )
  return (
    <Box role="region" aria-label="Flows by stretch" tabIndex={0} sx={{ height: 236, overflow: 'auto' }}>
      <Table stickyHeader size="small" aria-label="Threats over time">
        <TableHead>
          <TableRow>
            <TableCell>{series.axis === 'time' ? 'Time' : 'Rows'}</TableCell>
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
                {labelOfBin(bin, series.axis, zone)}
              </TableCell>
              {threatTypes.map((threatType) => (
                <TableCell key={threatType} align="right">
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
