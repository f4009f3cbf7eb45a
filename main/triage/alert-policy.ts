import type { Severity } from '../../contract/alerts.ts'
import { NO_NUMBER } from '../flow/flow-batch.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import { BENIGN, UNNAMED_THREAT } from '../flow/threat-types.ts'

/** Severities by rank, as the store keeps them. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]

const SEVERITY_BY_THREAT_TYPE: Readonly<Record<string, Severity>> = {
  PortScan: 'low',
  'FTP-Patator': 'medium',
  'SSH-Patator': 'medium',
  'Web Attack - Brute Force': 'medium',
  'Web Attack - XSS': 'high',
  Bot: 'high',
  DDoS: 'high',
  'DoS GoldenEye': 'high',
  'DoS Hulk': 'high',
  'DoS Slowhttptest': 'high',
  'DoS slowloris': 'high',
  'Web Attack - Sql Injection': 'critical',
  Heartbleed: 'critical',
  Infiltration: 'critical',
}

/** Severity of a threat type: what it does when it succeeds. Classes of other models count as medium. */
export function severityOf(threat_type: string): Severity {
  return SEVERITY_BY_THREAT_TYPE[threat_type] ?? 'medium'
}

/** A scan touches many ports of one host, a flood may: the ports together are the threat. */
const SPREADS_OVER_PORTS: ReadonlySet<string> = new Set(['PortScan', 'Infiltration', 'DDoS'])

/** A distributed attack comes from many sources, often forged: the target is what a person decides on. */
const SPREADS_OVER_SOURCES: ReadonlySet<string> = new Set(['DDoS'])

/** From here on Linux hands out client ports; such a port names no service. */
const FIRST_EPHEMERAL_PORT = 32_768

/** Length of the time windows that part the alerts of one attack pair. */
const WINDOW_US = 3600 * 1e6

/**
 * First element of every key, for the store keeps decisions under keys: whatever changes the key of any flow takes the next
 * number, and a migration that gives decisions their new keys.
 */
export const ALERT_KEY_VERSION = 1

/** What is known of a threatening flow when it is grouped. */
export interface ThreateningFlow {
  readonly threat_type: string
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number
  /** Null when the file does not tell. */
  readonly timestamp_us: number | null
}

/** The alert of a flow, and what the flow adds to it: an alert shows a field when all its flows have the same. */
export interface AlertKey {
  readonly key: string
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
}

/** Whether a verdict names a threat: Unknown is neither a threat nor benign, and makes no alert. */
export function isThreat(threat_type: string): boolean {
  return threat_type !== BENIGN && threat_type !== UNKNOWN
}

/** Whether a verdict agrees with a label; one that names no threat agrees with all of them. */
export function isRight(label: string | null, threat_type: string): boolean {
  return label === UNNAMED_THREAT ? isThreat(threat_type) : label === threat_type
}

/** Number of the hour that a time is in; null when the file does not tell. */
export function hourOf(timestamp_us: number | null): number | null {
  return timestamp_us === null ? null : Math.floor(timestamp_us / WINDOW_US)
}

/** What of a flow, beside threat type and destination, decides which alert it belongs to. */
interface AlertScope {
  readonly names_source: boolean
  readonly port: number | null
  /** Number of the hour; null when the file does not tell. */
  readonly window: number | null
}

export function alertScopeOf({
  threat_type,
  destination_port: port,
  timestamp_us,
}: Pick<ThreateningFlow, 'threat_type' | 'destination_port' | 'timestamp_us'>): AlertScope {
  const names_service = port !== NO_NUMBER && port < FIRST_EPHEMERAL_PORT && !SPREADS_OVER_PORTS.has(threat_type)
  return {
    names_source: !SPREADS_OVER_SOURCES.has(threat_type),
    port: names_service ? port : null,
    window: hourOf(timestamp_us),
  }
}

/**
 * The alert a flow belongs to. It depends on nothing but the flow and its threat type, so the same flows make the same
 * alerts in whatever order they come, and whichever scoring finds them. A key is the JSON array `[version, threat type,
 * source address, destination address, destination port, hour since 1970]`, with null for what does not count or is not
 * known. It holds within one capture: flows without times of two captures are told apart by nothing else.
 */
export function alertKeyOf(flow: ThreateningFlow): AlertKey {
  const { threat_type, source_ip, destination_ip, destination_port } = flow
  const { names_source, port, window } = alertScopeOf(flow)
  const source = names_source ? source_ip : null
  const key = JSON.stringify([ALERT_KEY_VERSION, threat_type, source, destination_ip, port, window])
  return { key, source_ip, destination_ip, destination_port: destination_port === NO_NUMBER ? null : destination_port }
}
