import { BENIGN } from '../flow/threat-types.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import type { OverviewRows } from '../store/charts.ts'
import type { HostCounts } from '../store/hosts.ts'

/**
 * Holds the numbers of an overview against each other. They are of one moment, so a difference is a fault of AnomalyX or
 * of its database, and no number of it may be shown.
 * @returns flows that have no place on the axis of the series
 * @throws Error that says which numbers differ
 */
export function flowsOffAxis({ totals, by_threat_type, series }: OverviewRows): number {
  const sum = (rows: readonly { readonly flows: number }[]) => rows.reduce((total, { flows }) => total + flows, 0)
  const threats = by_threat_type.filter(({ threat_type }) => threat_type !== BENIGN && threat_type !== UNKNOWN)
  insistOn(sum(by_threat_type) === totals.classified, 'flows by threat type', sum(by_threat_type), totals.classified)
  insistOn(sum(threats) === totals.threats, 'threats by type', sum(threats), totals.threats)
  const in_time = sum(series.buckets) + (series.outside?.flows ?? 0)
  insistOn(in_time <= totals.classified, 'flows in the chart', in_time, totals.classified)
  return totals.classified - in_time
}

/** @throws Error that says which numbers of a host differ */
export function insistThatHostAddsUp(host: HostCounts): void {
  const { flows, as_source, as_target, both_ends, by_threat_type, series, flows_without_time } = host
  const sum = (rows: readonly { readonly flows: number }[]) => rows.reduce((total, row) => total + row.flows, 0)
  const by_role = as_source.flows + as_target.flows - both_ends
  insistOn(by_role === flows, 'flows as source and as target', by_role, flows)
  insistOn(sum(by_threat_type) === flows, 'flows of a host by threat type', sum(by_threat_type), flows)
  const in_time = sum(series.buckets) + (series.outside?.flows ?? 0) + flows_without_time
  insistOn(in_time === flows, 'flows of a host in time', in_time, flows)
}

function insistOn(holds: boolean, what: string, found: number, counted: number): void {
  if (!holds) throw new Error(`${what} add up to ${String(found)}, and ${String(counted)} are counted`)
}
