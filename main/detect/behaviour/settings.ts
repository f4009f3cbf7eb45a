/** What the detectors go by; `DEFAULT_SETTINGS` holds the defaults. */
export interface BehaviourSettings {
  /** Networks that belong to the person (`10.0.0.0/8`, `fc00::/7`); a host that takes part in most flows is at home too. */
  readonly home_networks: readonly string[]
  /** Networks or addresses inside home networks that count as outside, such as a private address of a command server. */
  readonly outside_networks: readonly string[]
  /** Ports on which people and programs log in. */
  readonly login_ports: readonly number[]
  /** Ports on which many short sessions are usual: web, names, directory and file services of a Windows network. */
  readonly chatty_ports: readonly number[]
  /** Hosts whose work looks like an attack, by address. */
  readonly roles: {
    /** Their own connections and those to them are many: no flood, no beacon to them. */
    readonly proxies: readonly string[]
    readonly dns_servers: readonly string[]
    /** Scanners of one's own: no scan, no guessing from them. */
    readonly scanners: readonly string[]
  }
  readonly vertical_scan: {
    readonly ports_in_5_min: number
    readonly ports_in_1_h: number
    /** From outside, where a slow scan is not hidden by use. */
    readonly outside_ports_in_24_h: number
  }
  readonly horizontal_scan: {
    readonly targets_in_5_min: number
    readonly targets_in_1_h: number
    readonly unanswered_share: number
  }
  readonly icmp_sweep: { readonly targets_in_5_min: number }
  readonly password_guessing: {
    readonly sessions: number
    readonly session_bytes: number
    readonly login_window_min: number
    readonly other_window_min: number
    /** From outside to a login port, within 24 h. */
    readonly outside_sessions_in_24_h: number
  }
  readonly beacon: {
    readonly calls_a_day: number
    readonly calls_per_flow: number
    readonly shortest_period_s: number
    readonly longest_period_s: number
    /** Longer periods are for information only: the timers of most programs begin at five minutes. */
    readonly longest_alert_period_s: number
    readonly regular_share: number
    readonly tolerance_share: number
    readonly tolerance_s: number
  }
  readonly flood: {
    readonly flows_a_minute: number
    /** Distinct sources among so many unanswered flows to one service that make it a flood with forged sources. */
    readonly forged_sources: number
  }
  readonly slow_flood: { readonly open_flows: number; readonly shortest_s: number }
  readonly dns_tunnel: { readonly queries_an_hour: number; readonly mean_bytes: number }
  readonly long_connection: { readonly hours: number }
  readonly large_upload: { readonly bytes_an_hour: number; readonly out_per_in: number }
}

export const DEFAULT_SETTINGS: BehaviourSettings = {
  // RFC 1918, 6598 (carrier-grade NAT), 3927 and 4291 (link-local), 4193 (unique local), 1122 (loopback).
  home_networks: [
    ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
    ...['fc00::/7', 'fe80::/10', '::1/128'],
  ],
  outside_networks: [],
  login_ports: [
    ...[21, 22, 23, 110, 143, 465, 587, 990, 993, 995, 1433, 1521, 2222, 2323, 3306, 3389, 5432, 5900, 5901, 5985],
    ...[5986, 6379, 27017],
  ],
  chatty_ports: [
    ...[25, 53, 80, 88, 111, 123, 135, 137, 138, 139, 161, 389, 443, 445, 464, 514, 631, 636, 853, 1883, 3128, 3268],
    ...[3269, 5353, 5355, 5222, 5223, 5228, 8000, 8008, 8009, 8080, 8081, 8443, 8530, 8531, 8883, 8888, 9100, 9389],
    ...[10050, 10051],
  ],
  roles: { proxies: [], dns_servers: [], scanners: [] },
  vertical_scan: { ports_in_5_min: 15, ports_in_1_h: 25, outside_ports_in_24_h: 20 },
  horizontal_scan: { targets_in_5_min: 10, targets_in_1_h: 25, unanswered_share: 0.8 },
  icmp_sweep: { targets_in_5_min: 15 },
  password_guessing: {
    ...{ sessions: 20, session_bytes: 20_000, login_window_min: 30, other_window_min: 10 },
    outside_sessions_in_24_h: 30,
  },
  beacon: {
    ...{ calls_a_day: 20, calls_per_flow: 0.85, shortest_period_s: 2, longest_period_s: 3600 },
    ...{ longest_alert_period_s: 290, regular_share: 0.4, tolerance_share: 0.25, tolerance_s: 0.5 },
  },
  flood: { flows_a_minute: 200, forged_sources: 100 },
  slow_flood: { open_flows: 30, shortest_s: 5 },
  dns_tunnel: { queries_an_hour: 20, mean_bytes: 70 },
  long_connection: { hours: 8 },
  large_upload: { bytes_an_hour: 50_000_000, out_per_in: 2 },
}
