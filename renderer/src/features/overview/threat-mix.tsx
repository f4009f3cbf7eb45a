import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Overview } from '../../../../contract/charts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { ThreatLink } from '../../components/threat-link.tsx'
import { formatCounted, formatShare } from '../../lib/numbers.ts'
import { addressOf, type Filters } from '../../lib/search-filters.ts'
import { BENIGN, threatColour } from '../../lib/threats.ts'
import { nothingFound } from '../../lib/nothing-found.ts'

/** Threat types by their flows; each leads to them. */
export function ThreatMix({ overview, filters }: { overview: Overview; filters: Filters }) {
  const { threats, unknown, classified } = overview
  const mix = overview.by_threat_type.filter(({ threat_type, flows }) => threat_type !== BENIGN && flows > 0)
  const most = Math.max(1, ...mix.map(({ flows }) => flows))
  const benign = overview.by_threat_type.find(({ threat_type }) => threat_type === BENIGN)?.flows ?? 0

  return (
    <Panel
      title="Threat mix"
      aside={
        <Typography variant="caption" color="textSecondary">
          Flows and share, without Benign
        </Typography>
      }
    >
      {mix.length === 0 && <EmptyState title={nothingFound(overview)} />}
      <Box component="ul" aria-label="Threat mix" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {mix.map(({ threat_type, flows }) => (
          <li key={threat_type}>
            <ThreatLink
              threatType={threat_type}
              flows={flows}
              total={threats + unknown}
              to={addressOf('/flows', { ...filters, threat_type })}
            >
              <Box
                component="span"
                aria-hidden
                sx={{ gridColumn: '1 / -1', height: 3, mt: 0.375, borderRadius: 2, bgcolor: 'divider' }}
              >
                <Box
                  component="span"
                  style={{ width: `max(2px, ${(100 * flows) / most}%)`, background: threatColour(threat_type) }}
                  sx={{ display: 'block', height: 1, borderRadius: 2 }}
                />
              </Box>
            </ThreatLink>
          </li>
        ))}
      </Box>
      <Box
        sx={{
          display: 'flex',
          justifyContent: 'space-between',
          mt: 1,
          pt: 1,
          borderTop: 1,
          borderColor: 'divider',
          fontSize: 12.5,
        }}
      >
        <RouterLink to={addressOf('/flows', { ...filters, threat_type: BENIGN })} sx={{ color: 'text.secondary' }}>
          <ThreatLabel threatType={BENIGN} />
        </RouterLink>
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {formatCounted(benign, 'flow')}, {formatShare(benign, classified)} of classified
        </Box>
      </Box>
    </Panel>
  )
}
