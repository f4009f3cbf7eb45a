import type { Alert } from '../../../../contract/alerts.ts'
import { Confidence } from '../../components/confidence.tsx'
import { Facts } from '../../components/facts.tsx'
import { HostLink } from '../../components/host-link.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { Time } from '../../components/time.tsx'
import { formatConfidence, formatCount, formatDuration } from '../../lib/numbers.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { threatColour } from '../../lib/threats.ts'

/** What was observed. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const lasted = Date.parse(alert.last_seen) - Date.parse(alert.first_seen)
  return (
    <Facts
      facts={[
        ...(alert.flow_count > 0 ? [{ name: 'Flows', value: formatCount(alert.flow_count) }] : []),
        ...confidenceOf(alert),
        ...(alert.detector === 'model' ? [] : [{ name: 'Detector', value: alert.detector }]),
        ...(alert.techniques.length > 0
          ? [{ name: 'ATT&CK', value: alert.techniques.map(({ id, name }) => `${id} ${name}`).join(' · ') }]
          : []),
        { name: 'Source', value: hostOr(alert.source_ip) },
        { name: 'Destination', value: hostOr(alert.destination_ip) },
        { name: 'Destination port', value: alert.destination_port ?? 'Several, or not a service port' },
        { name: 'First seen', value: <Time at={alert.first_seen} precision="exact" /> },
        { name: 'Last seen', value: <Time at={alert.last_seen} precision="exact" /> },
        ...(lasted > 0 ? [{ name: 'Duration', value: formatDuration(lasted) }] : []),
        ...(alert.timestamp_source === 'import'
          ? [{ name: 'Times', value: 'Time of import; the file has no times for these flows' }]
          : []),
        {
          name: 'Capture',
          value: <RouterLink to={addressOf('/', { capture_id: alert.capture_id })}>{alert.capture_name}</RouterLink>,
        },
      ]}
    />
  )
}

function hostOr(address: string | null) {
  return address === null ? 'Several, or not recorded' : <HostLink address={address} />
}

/** A detector across flows gives none. */
function confidenceOf({ max_confidence, mean_confidence, threat_type }: Alert) {
  if (max_confidence === null || mean_confidence === null) return []
  const value = (
    <>
      <Confidence value={max_confidence} colour={threatColour(threat_type)} /> at most,{' '}
      {formatConfidence(mean_confidence)} on average
    </>
  )
  return [{ name: 'Confidence', value }]
}
