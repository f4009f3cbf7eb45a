import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useNavigate } from 'react-router'

import type { Overview } from '../../../../contract/charts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Ends } from '../../components/ends.tsx'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { Time } from '../../components/time.tsx'
import { formatConfidence, formatCount } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { addressOfAlert, addressOfAlerts } from '../../lib/alert-filters.ts'

/** The open alerts to look at first. */
export function TopAlerts({ overview, filters }: { overview: Overview; filters: Filters }) {
  const navigate = useNavigate()
  const alerts = overview.top_alerts
  return (
    <Panel
      title="Alerts to look at first"
      flush
      aside={
        <RouterLink to={addressOfAlerts(filters)} variant="body2">
          All open alerts
        </RouterLink>
      }
    >
      {alerts.length === 0 ? (
        <EmptyState title="No open alerts">
          {overview.threats === 0
            ? 'There are no threats, so there are no alerts.'
            : 'Every alert has been acknowledged or closed, or no threat reached the confidence threshold.'}
        </EmptyState>
      ) : (
        <TableContainer>
          <Table size="small" aria-label="Alerts to look at first" sx={{ '& tr:last-child td': { border: 0 } }}>
            <TableHead>
              <TableRow>
                <TableCell>Severity</TableCell>
                <TableCell>Threat type</TableCell>
                <TableCell>Source → destination</TableCell>
                <TableCell align="right">Flows</TableCell>
                <TableCell align="right">Confidence</TableCell>
                <TableCell>First seen</TableCell>
                <TableCell>Capture</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {alerts.map((alert) => (
                <TableRow
                  key={alert.id}
                  hover
                  onClick={(event) => {
                    // The link in the row has been there already when it was clicked itself.
                    if (!event.defaultPrevented) void navigate(addressOfAlert(alert.id, filters))
                  }}
                  sx={{ cursor: 'pointer' }}
                >
                  <TableCell>
                    <SeverityLabel severity={alert.severity} />
                  </TableCell>
                  <TableCell>
                    <RouterLink to={addressOfAlert(alert.id, filters)} sx={{ color: 'text.primary' }}>
                      <ThreatLabel threatType={alert.threat_type} strong />
                    </RouterLink>
                  </TableCell>
                  <TableCell>
                    <Ends {...alert} />
                  </TableCell>
                  <TableCell align="right">{alert.flow_count > 0 && formatCount(alert.flow_count)}</TableCell>
                  <TableCell align="right">
                    {alert.max_confidence !== null && formatConfidence(alert.max_confidence)}
                  </TableCell>
                  <TableCell sx={{ whiteSpace: 'nowrap' }}>
                    <Time at={alert.first_seen} />
                  </TableCell>
                  <TableCell sx={{ maxWidth: 180, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                    {alert.capture_name}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      )}
    </Panel>
  )
}
