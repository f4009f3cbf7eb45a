import { type FlowBatch, NO_LABEL } from '../capture/flow-batch.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import type { AlertGroup, ScoredBatch } from '../store/queries/predictions.ts'
import { alertKeyOf, isThreat, SEVERITIES, severityOf } from './alert-policy.ts'

export const TIME_BUCKET_US = 10 * 1e6
export const ROW_BUCKET_FLOWS = 1000
/** Bucket of a flow without a time on a time axis. */
const OFF_AXIS = -1

export interface ScoredFlows {
  readonly flows: Omit<FlowBatch, 'features'>
  readonly threat_types: Uint8Array
  readonly confidences: Float32Array
  /** Names of the classes that `threat_types` counts. */
  readonly class_names: readonly string[]
}

export interface AggregateOptions {
  readonly axis: 'time' | 'row'
  /** Time given to flows whose file tells none. */
  readonly imported_at_us: number
  readonly confidence_threshold: number
  readonly first_flow_number: number
}

/** What a batch of predictions adds to the store: its rows, and what they add to alerts, chart buckets and counts. */
export type Aggregated = Omit<
  ScoredBatch,
  'capture_id' | 'scoring_id' | 'rejected' | 'missing' | 'feature_chunk' | 'job'
>

export function aggregate(scored: ScoredFlows, options: AggregateOptions): Aggregated {
  const { flows, threat_types, confidences, class_names } = scored
  const { timestamps_us, timestamps_known } = effectiveTimes(flows.timestamps_us, options.imported_at_us)
  const alerts = groupAlerts(scored, timestamps_us, timestamps_known, options.confidence_threshold)
  const bucketOf = (row: number) =>
    options.axis === 'row'
      ? Math.floor((options.first_flow_number + row - 1) / ROW_BUCKET_FLOWS)
      : timestamps_known[row] === 1
        ? Math.floor(timestamps_us[row]! / TIME_BUCKET_US)
        : OFF_AXIS
  return {
    rows: flows.rows,
    first_flow_number: options.first_flow_number,
    line_numbers: flows.line_numbers,
    timestamps_us,
    timestamps_known,
    threat_types,
    confidences,
    source_ips: flows.source_ips,
    destination_ips: flows.destination_ips,
    source_ports: flows.source_ports,
    destination_ports: flows.destination_ports,
    protocols: flows.protocols,
    labels: flows.labels,
    class_names,
    label_names: THREAT_TYPES,
    ...alerts,
    bucket_counts: countPairs(flows.rows, bucketOf, (row) => threat_types[row]!).map(
      ({ left, right, flows: count }) => ({
        bucket: left,
        threat_type: class_names[right]!,
        flows: count,
      }),
    ),
    label_counts: countPairs(
      flows.rows,
      (row) => flows.labels[row]!,
      (row) => threat_types[row]!,
    ).map(({ left, right, flows: count }) => ({
      label: left === NO_LABEL ? null : THREAT_TYPES[left]!,
      threat_type: class_names[right]!,
      flows: count,
    })),
    threats: threat_types.reduce((sum, threat_type) => sum + (isThreat(class_names[threat_type]!) ? 1 : 0), 0),
  }
}

function effectiveTimes(times_us: Float64Array, imported_at_us: number) {
  const timestamps_us = new Float64Array(times_us.length)
  const timestamps_known = new Uint8Array(times_us.length)
  times_us.forEach((time_us, row) => {
    const known = !Number.isNaN(time_us)
    timestamps_us[row] = known ? time_us : imported_at_us
    timestamps_known[row] = known ? 1 : 0
  })
  return { timestamps_us, timestamps_known }
}

function groupAlerts(
  { flows, threat_types, confidences, class_names }: ScoredFlows,
  timestamps_us: Float64Array,
  timestamps_known: Uint8Array,
  confidence_threshold: number,
): Pick<ScoredBatch, 'alert_groups' | 'alert_group_of_row'> {
  const alert_groups: { -readonly [Field in keyof AlertGroup]: AlertGroup[Field] }[] = []
  const alert_group_of_row = new Int32Array(flows.rows).fill(-1)
  const index_by_key = new Map<string, number>()
  for (let row = 0; row < flows.rows; row += 1) {
    const threat_type = class_names[threat_types[row]!]!
    const confidence = confidences[row]!
    if (!isThreat(threat_type) || confidence < confidence_threshold) continue
    const at_us = timestamps_us[row]!
    const timestamp_known = timestamps_known[row] === 1
    const { key, ...shared } = alertKeyOf({
      threat_type,
      source_ip: flows.source_ips[row]!,
      destination_ip: flows.destination_ips[row]!,
      destination_port: flows.destination_ports[row]!,
      timestamp_us: timestamp_known ? at_us : null,
    })
    let index = index_by_key.get(key)
    if (index === undefined) {
      index = alert_groups.length
      index_by_key.set(key, index)
      alert_groups.push({
        key,
        ...shared,
        threat_type,
        severity: SEVERITIES.indexOf(severityOf(threat_type)),
        flow_count: 0,
        confidence_sum: 0,
        max_confidence: 0,
        first_seen_us: at_us,
        last_seen_us: at_us,
        timestamp_known,
      })
    }
    const group = alert_groups[index]!
    if (group.source_ip !== shared.source_ip) group.source_ip = null
    if (group.destination_port !== shared.destination_port) group.destination_port = null
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
  for (let row = 0; row < rows; row += 1) {
    const pair = left(row) * 256 + right(row)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return [...counts].map(([pair, flows]) => {
    const second = ((pair % 256) + 256) % 256
    return { left: (pair - second) / 256, right: second, flows }
  })
}
