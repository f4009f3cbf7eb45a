import Box from '@mui/material/Box'

import type { Host } from '../../../../contract/hosts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { addToQuery } from '../../lib/add-to-query.ts'
import { addressOfAlert, addressOfAlerts, type AlertFilters } from '../../lib/alert-filters.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { hostQueries } from '../../lib/host-addresses.ts'
import { formatCounted } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'

const STATUSES = { open: 'Open', acknowledged: 'Acknowledged', closed: 'Closed' } as const

/** Alerts that the host is an end of, most severe first. */
export function HostAlerts({ host, scope }: { host: Host; scope: Filters }) {
  const { items, total, open } = host.alerts
  const filters: Partial<AlertFilters> = {
    ...scope,
    q: addToQuery(scope.q ?? '', hostQueries(host).all, 'only', 'alerts'),
    status: 'all',
  }
  return (
    <Panel
      title="Alerts"
      flush
      aside={
        total > 0 && (
          <Box component="span" sx={{ fontSize: 12.5 }}>
            <RouterLink to={addressOfAlerts(filters)}>{formatCounted(total, 'alert')}</RouterLink>,{' '}
            <RouterLink to={addressOfAlerts({ ...filters, status: 'open' })}>{open} open</RouterLink>
          </Box>
        )
      }
    >
      {items.length === 0 && <EmptyState title="No alert names it as source or destination" />}
      <Box component="ul" aria-label="Alerts" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {items.map((alert) => (
          <Box component="li" key={alert.id} sx={{ borderTop: 1, borderColor: 'divider' }}>
            <RouterLink
              to={addressOfAlert(alert.id, filters)}
              underline="none"
              sx={{
                display: 'grid',
                gridTemplateColumns: 'minmax(0, 1fr) max-content',
                columnGap: 1.5,
                rowGap: 0.25,
                px: 1.75,
                py: 0.75,
                color: 'text.primary',
                fontSize: 12.5,
                '&:hover': { bgcolor: 'background.default' },
                '& .second': { color: 'text.secondary', fontSize: 12, overflowWrap: 'anywhere' },
              }}
            >
              <ThreatLabel threatType={alert.threat_type} strong />
              <Box component="span" sx={{ justifySelf: 'end' }}>
                <SeverityLabel severity={alert.severity} />
              </Box>
              <span className="second">{formatEnds(alert)}</span>
              <Box component="span" className="second" sx={{ textAlign: 'right' }}>
                {STATUSES[alert.status]}
                {alert.flow_count > 0 && ` · ${formatCounted(alert.flow_count, 'flow')}`}
              </Box>
            </RouterLink>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}
