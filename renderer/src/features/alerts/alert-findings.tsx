import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Finding } from '../../../../contract/findings.ts'
import { Facts } from '../../components/facts.tsx'
import { LinkedText } from '../../components/host-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { formatCount } from '../../lib/numbers.ts'
import { NoticedFlows } from './noticed-flows.tsx'
import { PeriodChart } from './period-chart.tsx'

/** Examples that are written out. */
const SHOWN = 12

/** What detectors across flows noticed, with what drove it. */
export function AlertFindings({ id, findings }: { id: number; findings: readonly Finding[] }) {
  return (
    <Box
      component="section"
      aria-labelledby="noticed-title"
      sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}
    >
      <Typography variant="h2" component="h3" id="noticed-title">
        What was noticed
      </Typography>
      {findings.map((finding) => (
        <Box key={finding.sentence} sx={{ display: 'grid', gap: 0.75, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, overflowWrap: 'anywhere' }}>
            <Typography sx={{ mr: 'auto' }}>
              <LinkedText text={finding.sentence} />
            </Typography>
            <Box sx={{ flex: 'none' }}>
              <SeverityLabel severity={finding.severity} />
            </Box>
          </Box>
          <Facts
            facts={[
              { name: 'Behaviour', value: finding.title },
              ...examples('Ports', finding.some_ports.map(String), finding.ports),
              ...examples('Sources', finding.some_sources, finding.sources),
              ...examples('Targets', finding.some_targets, finding.targets),
              {
                name: 'ATT&CK',
                value: finding.techniques.map((technique) => `${technique.id} ${technique.name}`).join(' · '),
              },
              { name: 'False alarm if', value: finding.false_alarm },
            ]}
          />
          {finding.median_period_s !== null && finding.periods_s.length > 1 && (
            <PeriodChart periods_s={finding.periods_s} median_s={finding.median_period_s} />
          )}
        </Box>
      ))}
      <NoticedFlows id={id} of={findings.reduce((sum, { flow_count }) => sum + flow_count, 0)} />
    </Box>
  )
}

/** Some values, and how many there are beside them; nothing where there is only one. */
function examples(name: string, values: readonly string[], count: number) {
  if (count < 2) return []
  const shown = values.slice(0, SHOWN)
  const more = count - shown.length
  const value = <LinkedText text={shown.join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '')} />
  return [{ name, value }]
}
