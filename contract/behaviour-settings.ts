import { z } from 'zod'

import { ipText, isNetwork } from './ip-address.ts'

const PortSchema = z.int().min(1).max(65_535)
const PortsSchema = z.array(PortSchema).max(1000)
const NetworkSchema = z
  .string()
  .trim()
  .refine(isNetwork, { error: 'is not a network such as 10.0.0.0/8 or an address' })
const NetworksSchema = z.array(NetworkSchema).max(1000)
const AddressesSchema = z
  .array(
    z
      .string()
      .trim()
      .refine((text) => ipText(text) !== undefined, { error: 'is not an address' })
      .overwrite((text) => ipText(text) ?? text),
  )
  .max(1000)

const CountSchema = z.int().min(2).max(1_000_000)
const ShareSchema = z.number().min(0).max(1)
const MinutesSchema = z
  .number()
  .min(1)
  .max(24 * 60)

/** What the detectors across flows go by. */
export const BehaviourSettingsSchema = z.object({
  home_networks: NetworksSchema.describe(
    'Networks that belong to you; a host that takes part in most flows of a capture is at home too',
  ),
  outside_networks: NetworksSchema.describe(
    'Networks or addresses inside home networks that count as outside, such as a private address of a command server',
  ),
  login_ports: PortsSchema.describe('Ports on which people and programs log in'),
  chatty_ports: PortsSchema.describe(
    'Ports on which many short sessions are usual: web, names, directory and file services',
  ),
  roles: z
    .object({
      proxies: AddressesSchema.describe('Many connections from and to them are usual: no flood, no beacon to them'),
      dns_servers: AddressesSchema.describe('Many queries from and to them are usual: no flood'),
      scanners: AddressesSchema.describe('Scanners of your own: no scan and no password guessing from them'),
    })
    .describe('Hosts whose work looks like an attack, by address'),
  vertical_scan: z.object({
    ports_in_5_min: CountSchema,
    ports_in_1_h: CountSchema,
    outside_ports_in_24_h: CountSchema.describe('From outside, where a slow scan is not hidden by use'),
  }),
  horizontal_scan: z.object({
    targets_in_5_min: CountSchema,
    targets_in_1_h: CountSchema,
    unanswered_share: ShareSchema,
  }),
  icmp_sweep: z.object({ targets_in_5_min: CountSchema }),
  password_guessing: z.object({
    sessions: CountSchema,
    session_bytes: z.int().min(1).max(1e9),
    login_window_min: MinutesSchema,
    other_window_min: MinutesSchema,
    outside_sessions_in_24_h: CountSchema.describe('From outside to a login port'),
  }),
  beacon: z.object({
    calls_a_day: CountSchema,
    calls_per_flow: ShareSchema,
    shortest_period_s: z.number().min(0).max(86_400),
    longest_period_s: z.number().min(1).max(86_400),
    longest_alert_period_s: z
      .number()
      .min(1)
      .max(86_400)
      .describe('Longer periods are for information only: the timers of most programs begin at five minutes'),
    regular_share: ShareSchema,
    tolerance_share: ShareSchema,
    tolerance_s: z.number().min(0).max(3600),
  }),
  flood: z.object({
    flows_a_minute: CountSchema,
    forged_sources: CountSchema.describe(
      'Distinct sources among so many unanswered flows to one service that make it a flood with forged sources',
    ),
  }),
  slow_flood: z.object({ open_flows: CountSchema, shortest_s: z.number().min(0).max(86_400) }),
  dns_tunnel: z.object({ queries_an_hour: CountSchema, mean_bytes: z.number().min(1).max(65_535) }),
  long_connection: z.object({ hours: z.number().min(0.1).max(10_000) }),
  large_upload: z.object({ bytes_an_hour: z.number().min(1).max(1e15), out_per_in: z.number().min(0).max(1e9) }),
})
export type BehaviourSettings = z.infer<typeof BehaviourSettingsSchema>

export const DEFAULT_BEHAVIOUR_SETTINGS: BehaviourSettings = {
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
