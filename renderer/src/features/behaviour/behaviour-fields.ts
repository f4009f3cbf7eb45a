import type { BehaviourSettings } from '../../../../contract/behaviour-settings.ts'

/** A limit of a detector: where it is in the settings, and what it is called beside its unit. */
export interface LimitField {
  readonly group: keyof BehaviourSettings
  readonly name: string
  readonly label: string
}

export interface LimitGroup {
  readonly title: string
  readonly explanation: string
  readonly fields: readonly LimitField[]
}

const limits = <Group extends keyof BehaviourSettings>(
  group: Group,
  labels: { readonly [Name in keyof BehaviourSettings[Group]]?: string },
): LimitField[] => Object.entries(labels).map(([name, label]) => ({ group, name, label: label as string }))

/** Limits that a person may move, in the order of the page. */
export const LIMIT_GROUPS: readonly LimitGroup[] = [
  {
    title: 'Port scan',
    explanation: 'One source tries many ports of one target, and most do not answer.',
    fields: limits('vertical_scan', {
      ports_in_5_min: 'Ports in 5 minutes',
      ports_in_1_h: 'Ports in 1 hour',
      outside_ports_in_24_h: 'Ports in 24 hours, from outside',
    }),
  },
  {
    title: 'Network scan',
    explanation: 'One source tries one port of many targets, and most do not answer.',
    fields: limits('horizontal_scan', {
      targets_in_5_min: 'Targets in 5 minutes',
      targets_in_1_h: 'Targets in 1 hour',
      unanswered_share: 'Share that does not answer',
    }),
  },
  {
    title: 'Ping sweep',
    explanation: 'One source sends ICMP to many targets.',
    fields: limits('icmp_sweep', { targets_in_5_min: 'Targets in 5 minutes' }),
  },
  {
    title: 'Password guessing',
    explanation: 'One source opens many short sessions with one service that answers.',
    fields: limits('password_guessing', {
      sessions: 'Sessions within the window',
      session_bytes: 'Bytes of a session at most',
      login_window_min: 'Window on login ports, minutes',
      other_window_min: 'Window on other ports, minutes',
      outside_sessions_in_24_h: 'Sessions in 24 hours, from outside',
    }),
  },
  {
    title: 'Beacon',
    explanation: 'A host at home calls a service outside at regular times.',
    fields: limits('beacon', {
      calls_a_day: 'Calls a day',
      shortest_period_s: 'Shortest period, seconds',
      longest_alert_period_s: 'Longest period, seconds',
      regular_share: 'Share of regular periods',
    }),
  },
  {
    title: 'Flood',
    explanation: 'Flows to one service faster than any use opens them.',
    fields: limits('flood', {
      flows_a_minute: 'Flows a minute',
      forged_sources: 'Sources that make it a distributed flood',
    }),
  },
  {
    title: 'Slow flood',
    explanation: 'One source holds many lasting connections with one service open at once.',
    fields: limits('slow_flood', { open_flows: 'Flows open at once', shortest_s: 'Shortest flow, seconds' }),
  },
  {
    title: 'DNS tunnel',
    explanation: 'One source sends one DNS server queries that are long on average.',
    fields: limits('dns_tunnel', { queries_an_hour: 'Queries an hour', mean_bytes: 'Mean payload, bytes' }),
  },
]

/** A list that a person may change. */
export interface ListField {
  readonly path: readonly ['home_networks' | 'outside_networks' | 'login_ports'] | readonly ['roles', string]
  readonly label: string
  readonly explanation: string
}

export const LIST_FIELDS: readonly ListField[] = [
  {
    path: ['home_networks'],
    label: 'Home networks',
    explanation:
      'Networks that belong to you, one a line. A host that takes part in most flows of a capture is at home too.',
  },
  {
    path: ['outside_networks'],
    label: 'Outside, though in a home network',
    explanation:
      'Networks or addresses that count as outside, such as a private address of a command server; one a line.',
  },
  {
    path: ['login_ports'],
    label: 'Login ports',
    explanation: 'Ports on which people and programs log in, separated by commas.',
  },
  {
    path: ['roles', 'proxies'],
    label: 'Proxies',
    explanation: 'Addresses, one a line. Many connections from and to them are usual: no flood, no beacon.',
  },
  {
    path: ['roles', 'dns_servers'],
    label: 'DNS servers',
    explanation: 'Addresses, one a line. Many queries from and to them are usual: no flood.',
  },
  {
    path: ['roles', 'scanners'],
    label: 'Your own scanners',
    explanation: 'Addresses, one a line. No scan and no password guessing is noticed from them.',
  },
]
