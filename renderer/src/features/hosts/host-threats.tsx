import Box from '@mui/material/Box'

import type { Host } from '../../../../contract/hosts.ts'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { addressOfFlows, hostQueries } from '../../lib/host-addresses.ts'
import { formatCount, formatShare } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'

/** Flows of a host by threat type; they add up to all of its flows. */
export function HostThreats({ host, scope }: { host: Host; scope: Filters }) {
  const { of_type } = hostQueries(host)
  return (
    <Panel title="Threat types">
      <Box component="ul" aria-label="Threat types" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {host.by_threat_type.map(({ threat_type, flows }) => (
          <li key={threat_type}>
            <RouterLink
              to={addressOfFlows(of_type(threat_type), scope)}
              underline="none"
              sx={{
                display: 'grid',
                gridTemplateColumns: 'minmax(0, 1fr) max-content 52px',
                columnGap: 1.5,
                px: 0.75,
                mx: -0.75,
                py: 0.375,
                borderRadius: 1,
                color: 'text.primary',
                fontSize: 12.5,
                '& > :nth-of-type(n + 2)': { textAlign: 'right' },
                '&:hover': { bgcolor: 'background.default' },
              }}
            >
              <ThreatLabel threatType={threat_type} />
              <span>{formatCount(flows)}</span>
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {formatShare(flows, host.flows)}
              </Box>
            </RouterLink>
          </li>
        ))}
      </Box>
    </Panel>
  )
}
