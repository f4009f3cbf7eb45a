import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { ModelStatus } from '../../../contract/models.ts'
import { ThreatLabel } from './threat-label.tsx'
import { formatCount, formatCounted, formatDecimals, NO_SHARE } from '../lib/numbers.ts'
import { compareThreatTypes } from '../lib/threats.ts'

/** Below this many flows a measured rate says little. */
const FEW = 30

/** What was measured on one data set, class by class with its support. */
export function ModelMetrics({ metrics }: { metrics: ModelStatus['metrics'][number] }) {
  const classes = metrics.per_class.toSorted((one, other) => compareThreatTypes(one.threat_type, other.threat_type))
  return (
    <>
      <Typography variant="h3" component="h3">
        Measured on {metrics.data}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 0.75 }}>
        {formatCounted(metrics.rows, 'flow')} · macro-F1 {formatDecimals(metrics.macro_f1, 3)} · {rate(metrics.fpr)} of
        benign flows called a threat · {rate(metrics.fnr)} of threats called benign
      </Typography>
      <Table size="small" aria-label={`Measured on ${metrics.data}`} sx={{ '& td, & th': { py: 0.375 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Threat type</TableCell>
            <TableCell align="right">Precision</TableCell>
            <TableCell align="right">Recall</TableCell>
            <TableCell align="right">F1</TableCell>
            <TableCell align="right">Flows</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {classes.map(({ threat_type, precision, recall, f1, support }) => (
            <TableRow key={threat_type} sx={support < FEW ? { '& td': { color: 'text.secondary' } } : {}}>
              <TableCell component="th" scope="row">
                <ThreatLabel threatType={threat_type} />
              </TableCell>
              <TableCell align="right">{formatDecimals(precision, 3)}</TableCell>
              <TableCell align="right">{formatDecimals(recall, 3)}</TableCell>
              <TableCell align="right">{formatDecimals(f1, 3)}</TableCell>
              <TableCell align="right">
                {formatCount(support)}
                {support < FEW && (
                  <Box component="span" title="Too few flows for reliable rates">
                    {' '}
                    *
                  </Box>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {classes.some(({ support }) => support < FEW) && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
          * Fewer than {FEW} flows: too few for reliable rates.
        </Typography>
      )}
    </>
  )
}

function rate(share: number | null): string {
  return share === null ? NO_SHARE : `${(100 * share).toFixed(2)}%`
}
