import Box from '@mui/material/Box'

import type { Host } from '../../../../contract/hosts.ts'
import { Panel } from '../../components/panel.tsx'
import { ThreatLink } from '../../components/threat-link.tsx'
import { addressOfFlows, hostQueries } from '../../lib/host-addresses.ts'
import type { Filters } from '../../lib/search-filters.ts'

/** Flows of a host by threat type; they add up to all of its flows. */
export function HostThreats({ host, scope }: { host: Host; scope: Filters }) {
  const { of_type } = hostQueries(host)
  return (
    <Panel title="Threat types">
      <Box component="ul" aria-label="Threat types" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {host.by_threat_type.map(({ threat_type, flows }) => (
          <li key={threat_type}>
            <ThreatLink
              threatType={threat_type}
              flows={flows}
              total={host.flows}
              to={addressOfFlows(of_type(threat_type), scope)}
            />
          </li>
        ))}
      </Box>
    </Panel>
  )
}
