import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Finding } from '../../../../contract/findings.ts'
import { Endpoint } from '../../components/ends.tsx'
import { Facts } from '../../components/facts.tsx'
import { LinkedText } from '../../components/host-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { PeriodChart } from './period-chart.tsx'

/** Examples that are written out. */
const SHOWN = 12
const SHOWN_FLOWS = 10

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
      <NoticedFlows id={id} />
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

function NoticedFlows({ id }: { id: number }) {
  const { data } = useOperation('alerts.noticedFlows', { id, limit: SHOWN_FLOWS })
  if (!data) return null
  if (data.total === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        Its flows are conversations only, which are counted and not stored. Look for them in the file, by time and
        address.
      </Typography>
    )
  }
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Box
        component="table"
        aria-label="Flows of what was noticed"
        sx={{ fontSize: 12, borderSpacing: 0, '& td, & th': { pr: 1.5, py: 0.25, whiteSpace: 'nowrap' } }}
      >
        <Box component="caption" sx={{ textAlign: 'left', color: 'text.secondary', pb: 0.5 }}>
          {data.total > data.items.length
            ? `First ${formatCount(data.items.length)} of ${formatCount(data.total)} flows`
            : 'Its flows'}
        </Box>
        <Box component="thead" sx={{ textAlign: 'left', color: 'text.secondary' }}>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Source</th>
            <th scope="col">Destination</th>
            <th scope="col">Model says</th>
            <th scope="col">Line</th>
          </tr>
        </Box>
        <tbody>
          {data.items.map((flow) => (
            <tr key={flow.id}>
              <td>
                <Time at={flow.timestamp} precision="exact" />
              </td>
              <td>
                <Endpoint address={flow.source_ip} port={flow.source_port} />
              </td>
              <td>
                <Endpoint address={flow.destination_ip} port={flow.destination_port} />
              </td>
              <td>{flow.threat_type}</td>
              <td>{formatCount(flow.line_number)}</td>
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  )
}
