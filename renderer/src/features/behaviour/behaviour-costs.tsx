import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { BehaviourKindCost, BehaviourMeasurement, Estimate } from '../../../../contract/behaviour.ts'
import { formatCount, formatCounted, formatShare, NO_SHARE } from '../../lib/numbers.ts'

/** What the detectors raise on a capture by the settings in force, and by the changed ones beside it. */
export function BehaviourCosts({ measured }: { measured: BehaviourMeasurement }) {
  const { flows, hosts, host_days, in_force, proposed, judgements } = measured
  const blind = [...new Set(judgements.flatMap(({ note }) => note ?? []))]
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 0.75 }}>
        {formatCounted(flows, 'flow')}; {formatCounted(hosts, 'host')} at home observed for {host_days.toFixed(2)}{' '}
        host-days. Where nothing happened in this capture, all of these are false alerts.
      </Typography>
      {blind.map((note) => (
        <Typography key={note} variant="body2" color="warning.main">
          {note}
        </Typography>
      ))}
      <Box sx={{ overflowX: 'auto' }}>
        <Table size="small" aria-label="Alerts by behaviour" sx={{ '& td, & th': { py: 0.375 } }}>
          <TableHead>
            <TableRow>
              <TableCell>Behaviour</TableCell>
              <TableCell align="right">Alerts now</TableCell>
              {proposed && <TableCell align="right">With the changes</TableCell>}
              <TableCell align="right">A host-day (95% interval)</TableCell>
              <TableCell align="right">Flows in alerts</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {in_force.map((now, at) => {
              const then = proposed?.[at]
              return <CostRow key={now.kind} now={now} then={then} flows={flows} />
            })}
          </TableBody>
        </Table>
      </Box>
    </>
  )
}

function CostRow({ now, then, flows }: { now: BehaviourKindCost; then: BehaviourKindCost | undefined; flows: number }) {
  const last = then ?? now
  const isChanged = then !== undefined && then.alerts !== now.alerts
  return (
    <TableRow sx={now.kind === 'all' ? { '& td, & th': { fontWeight: 550 } } : {}}>
      <TableCell component="th" scope="row">
        {now.title.replace(' (behaviour)', '')}
      </TableCell>
      <TableCell align="right">{formatCount(now.alerts)}</TableCell>
      {then && (
        <TableCell align="right" sx={isChanged ? { fontWeight: 600 } : {}}>
          {formatCount(then.alerts)}
          {isChanged && ` (${then.alerts > now.alerts ? '+' : '−'}${formatCount(Math.abs(then.alerts - now.alerts))})`}
        </TableCell>
      )}
      <TableCell align="right">{estimate(last.per_host_day)}</TableCell>
      <TableCell align="right">
        {formatCount(last.flagged)} ({formatShare(last.flagged, flows)})
      </TableCell>
    </TableRow>
  )
}

const estimate = (given: Estimate | null): string =>
  given === null ? NO_SHARE : `${given.value.toFixed(2)} (${given.low.toFixed(2)} to ${given.high.toFixed(2)})`
