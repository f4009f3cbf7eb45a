import { destinationIp, type FlowFacts, NO_LABEL, NO_NUMBER, sourceIp } from '../flow/flow-batch.ts'
import { LABELS } from '../flow/threat-types.ts'
import { alertKeyOf, alertScopeOf, isThreat, SEVERITIES, severityOf } from '../triage/alert-policy.ts'
import type { Finding } from '../triage/finding.ts'

export const TIME_BUCKET_US = 10 * 1e6
export const ROW_BUCKET_FLOWS = 1000
/** Bucket of a flow without a time on a time axis. */
const OFF_AXIS = -1

export interface ScoredFlows {
  readonly flows: FlowFacts
  readonly threat_types: Uint8Array
  readonly confidences: Float32Array
  /** Names of the classes that `threat_types` counts. */
  readonly class_names: readonly string[]
}

export interface AggregateOptions {
  readonly axis: 'time' | 'row'
  /** Time of flows whose file has none. */
  readonly imported_at_us: number
  readonly confidence_threshold: number
  readonly first_flow_number: number
}

/** Threatening flows of one batch that belong to one alert. */
export interface AlertGroup extends Finding {
  readonly confidence_sum: number
  readonly max_confidence: number
}

/** What a batch of predictions means for alerts, chart buckets and counts. */
export interface Aggregated {
  readonly timestamps_us: Float64Array
  readonly timestamps_known: Uint8Array
  readonly alert_groups: readonly AlertGroup[]
  /** Index into `alert_groups` of each flow, or -1. */
  readonly alert_group_of_row: Int32Array
  readonly bucket_counts: readonly { bucket: number; threat_type: string; flows: number }[]
  readonly label_counts: readonly { label: string | null; threat_type: string; flows: number }[]
  readonly threats: number
}

export function aggregate(scored: ScoredFlows, options: AggregateOptions): Aggregated {
  const { flows, threat_types, class_names } = scored
  const { timestamps_us, timestamps_known } = effectiveTimes(flows.timestamps_us, options.imported_at_us)
  const alerts = groupAlerts(scored, timestamps_us, timestamps_known, options.confidence_threshold)
  const bucketOf = (row: number) =>
    timestamps_known[row] === 1 ? Math.floor(timestamps_us[row]! / TIME_BUCKET_US) : OFF_AXIS
  const by_label = countPairs(
    flows.rows,
    (row) => flows.labels[row]!,
    (row) => threat_types[row]!,
  )
  return {
    timestamps_us,
    timestamps_known,
    ...alerts,
    bucket_counts:
      options.axis === 'row'
        ? countRowBuckets(threat_types, class_names, options.first_flow_number)
        : countBuckets(threat_types, class_names, bucketOf),
    label_counts: by_label.map(({ left, right, flows: count }) => ({
      label: left === NO_LABEL ? null : LABELS[left]!,
      threat_type: class_names[right]!,
      flows: count,
    })),
    threats: by_label.reduce((sum, { right, flows: count }) => sum + (isThreat(class_names[right]!) ? count : 0), 0),
  }
}

/** Flows by their number in the capture: those of a batch that begins with `first_flow_number`. */
export function countRowBuckets(
  threat_types: Uint8Array,
  class_names: readonly string[],
  first_flow_number: number,
): Aggregated['bucket_counts'] {
  return countBuckets(threat_types, class_names, (row) => Math.floor((first_flow_number + row - 1) / ROW_BUCKET_FLOWS))
}

function countBuckets(
  threat_types: Uint8Array,
  class_names: readonly string[],
  bucketOf: (row: number) => number,
): Aggregated['bucket_counts'] {
  return countPairs(threat_types.length, bucketOf, (row) => threat_types[row]!).map(({ left, right, flows }) => ({
    bucket: left,
    threat_type: class_names[right]!,
    flows,
  }))
}

function effectiveTimes(times_us: Float64Array, imported_at_us: number) {
  const timestamps_us = new Float64Array(times_us.length)
  const timestamps_known = new Uint8Array(times_us.length)
  for (let row = 0; row < times_us.length; row += 1) {
    const time_us = times_us[row]!
    const known = !Number.isNaN(time_us)
    timestamps_us[row] = known ? time_us : imported_at_us
    timestamps_known[row] = known ? 1 : 0
  }
  return { timestamps_us, timestamps_known }
}

function groupAlerts(
  { flows, threat_types, confidences, class_names }: ScoredFlows,
  timestamps_us: Float64Array,
  timestamps_known: Uint8Array,
  confidence_threshold: number,
): Pick<Aggregated, 'alert_groups' | 'alert_group_of_row'> {
  const alert_groups: { -readonly [Field in keyof AlertGroup]: AlertGroup[Field] }[] = []
  const alert_group_of_row = new Int32Array(flows.rows).fill(-1)
  const is_threat = class_names.map(isThreat)
  const index_by_numbers = new Map<string, number>()
  for (let row = 0; row < flows.rows; row += 1) {
    const threat_type = threat_types[row]!
    const confidence = confidences[row]!
    if (!is_threat[threat_type]! || confidence < confidence_threshold) continue
    const at_us = timestamps_us[row]!
    const timestamp_known = timestamps_known[row] === 1
    const flow = {
      threat_type: class_names[threat_type]!,
      source_ip: sourceIp(flows, row),
      destination_ip: destinationIp(flows, row),
      destination_port: flows.destination_ports[row]!,
      timestamp_us: timestamp_known ? at_us : null,
    }
    // The key itself is made once a group: it costs more than everything else here.
    const { names_source, port, window } = alertScopeOf(flow)
    const numbers = `${String(threat_type)} ${String(names_source ? flows.sources[row] : 0)} ${String(flows.destinations[row])} ${String(port)} ${String(window)}`
    let index = index_by_numbers.get(numbers)
    if (index === undefined) {
      index = alert_groups.length
      index_by_numbers.set(numbers, index)
      alert_groups.push({
        ...alertKeyOf(flow),
        threat_type: flow.threat_type,
        severity: SEVERITIES.indexOf(severityOf(flow.threat_type)),
        flow_count: 0,
        confidence_sum: 0,
        max_confidence: 0,
        first_seen_us: at_us,
        last_seen_us: at_us,
        timestamp_known,
      })
    }
    const group = alert_groups[index]!
    if (group.source_ip !== flow.source_ip) group.source_ip = null
    if (group.destination_port !== (flow.destination_port === NO_NUMBER ? null : flow.destination_port))
      group.destination_port = null
    group.flow_count += 1
    group.confidence_sum += confidence
    group.max_confidence = Math.max(group.max_confidence, confidence)
    group.first_seen_us = Math.min(group.first_seen_us, at_us)
    group.last_seen_us = Math.max(group.last_seen_us, at_us)
    alert_group_of_row[row] = index
  }
  return { alert_groups, alert_group_of_row }
}

/** Counts rows by a pair of numbers; `right` below 256. */
function countPairs(rows: number, left: (row: number) => number, right: (row: number) => number) {
  const counts = new Map<number, number>()
  let run_of = NaN
  let run = 0
  for (let row = 0; row < rows; row += 1) {
    const pair = left(row) * 256 + right(row)
    // Neighbours mostly are alike.
    if (pair !== run_of) {
      if (run > 0) counts.set(run_of, (counts.get(run_of) ?? 0) + run)
      run_of = pair
      run = 0
    }
    run += 1
  }
  if (run > 0) counts.set(run_of, (counts.get(run_of) ?? 0) + run)
  return [...counts].map(([pair, flows]) => {
    const second = ((pair % 256) + 256) % 256
    return { left: (pair - second) / 256, right: second, flows }
  })
}
