import { ipBytes, seconds, type WireFlow } from './wire-flows.ts'

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
])

const FIELDS = [
  ...['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'service', 'duration', 'orig_bytes'],
  ...['resp_bytes', 'conn_state', 'local_orig', 'missed_bytes', 'history', 'orig_pkts', 'orig_ip_bytes', 'resp_pkts'],
  ...['resp_ip_bytes', 'tunnel_parents'],
]

function conn(flow: WireFlow, at: number): (string | number | null)[] {
  const ip = ipBytes(flow)
  const state = flow.packets[1] === 0 ? 'S0' : flow.is_refused ? 'REJ' : 'SF'
  return [
    ...[seconds(flow.time_us), `C${String(at)}`, flow.source, flow.source_port, flow.destination],
    ...[flow.destination_port, NAMES.get(flow.protocol) ?? 'unknown_transport', null, seconds(flow.duration_us)],
    ...[flow.payload[0], flow.payload[1], state, null, 0, 'ShADadFf'],
    ...[flow.packets[0], ip[0], flow.packets[1], ip[1], null],
  ]
}

/** The flows as a conn.log of Zeek, with the lines about it. */
export function zeekTsvLog(flows: readonly WireFlow[]): string {
  return [
    ...['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'],
    ...[
      '#open\t2026-03-10-08-30-00',
      `#fields\t${FIELDS.join('\t')}`,
      `#types\t${FIELDS.map(() => 'string').join('\t')}`,
    ],
    ...flows.map((flow, at) =>
      conn(flow, at)
        .map((cell, column) => cell ?? (FIELDS[column] === 'tunnel_parents' ? '(empty)' : '-'))
        .join('\t'),
    ),
    '#close\t2026-03-10-17-00-00',
    '',
  ].join('\n')
}

/** The flows as a conn.log of Zeek in JSON; what is not set is left out. */
export function zeekJsonLog(flows: readonly WireFlow[]): string {
  const numbers = new Set(['ts', 'duration'])
  return flows
    .map((flow, at) => {
      const set = conn(flow, at).flatMap((value, column) => {
        const name = FIELDS[column] ?? ''
        return value === null ? [] : [[name, numbers.has(name) ? Number(value) : value] as const]
      })
      return `${JSON.stringify(Object.fromEntries(set))}\n`
    })
    .join('')
}
