/** What detectors find. */
export const BEHAVIOUR_KINDS = [
  'vertical_scan',
  'horizontal_scan',
  'icmp_sweep',
  'password_guessing',
  'beacon',
  'flood',
  'forged_flood',
  'slow_flood',
  'dns_tunnel',
  'slow_beacon',
  'long_connection',
  'large_upload',
] as const
export type BehaviourKind = (typeof BEHAVIOUR_KINDS)[number]

interface KindFacts {
  /** Name in lists of alerts, as a threat type. */
  readonly title: string
  /** Rank in low, medium, high, critical for a source outside; a source at home weighs one more. */
  readonly severity: number
  readonly false_alarm: string
  /** Told, but no alert unless asked for. */
  readonly is_informational: boolean
}

export const KIND_FACTS: Readonly<Record<BehaviourKind, KindFacts>> = {
  vertical_scan: {
    title: 'Port scan (behaviour)',
    severity: 0,
    false_alarm:
      'A vulnerability scanner or an inventory of your own, or a host whose services were just switched off.',
    is_informational: false,
  },
  horizontal_scan: {
    title: 'Network scan (behaviour)',
    severity: 0,
    false_alarm:
      'Monitoring or software distribution that looks for hosts, peer-to-peer software, or a firewall that drops the answers.',
    is_informational: false,
  },
  icmp_sweep: {
    title: 'Ping sweep (behaviour)',
    severity: 0,
    false_alarm: 'Monitoring that pings hosts, or a router that reports unreachable hosts.',
    is_informational: false,
  },
  password_guessing: {
    title: 'Password guessing (behaviour)',
    severity: 1,
    false_alarm:
      'A program that logs in for each of its tasks, such as backup, deployment or monitoring, or one with an expired password.',
    is_informational: false,
  },
  beacon: {
    title: 'Beacon (behaviour)',
    severity: 1,
    false_alarm: 'A program that asks its vendor for news at fixed times: updates, telemetry, chat, monitoring.',
    is_informational: false,
  },
  flood: {
    title: 'Flood (behaviour)',
    severity: 2,
    false_alarm: 'A load test, a proxy, a crawler or a backup that opens a connection for each file.',
    is_informational: false,
  },
  forged_flood: {
    title: 'Distributed flood (behaviour)',
    severity: 2,
    false_alarm: 'A service that many people use and that stopped answering.',
    is_informational: false,
  },
  slow_flood: {
    title: 'Slow flood (behaviour)',
    severity: 2,
    false_alarm: 'Many people behind one address, a proxy, or a pool of connections that a program keeps open.',
    is_informational: false,
  },
  dns_tunnel: {
    title: 'DNS tunnel (behaviour)',
    severity: 1,
    false_alarm: 'A mail filter or virus scanner that asks for long names, or reverse look-ups of IPv6 addresses.',
    is_informational: false,
  },
  slow_beacon: {
    title: 'Regular calls (behaviour)',
    severity: 0,
    false_alarm: 'Most programs that look for updates do this.',
    is_informational: true,
  },
  long_connection: {
    title: 'Long connection (behaviour)',
    severity: 0,
    false_alarm: 'Messaging, remote sessions and tunnels of your own stay open for days.',
    is_informational: true,
  },
  large_upload: {
    title: 'Large upload (behaviour)',
    severity: 0,
    false_alarm: 'Backups, cloud storage and video calls.',
    is_informational: true,
  },
}
