import { frameBytes, type WireFlow } from './wire-flows.ts'

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [6, 'TCP'],
  [17, 'UDP'],
])

const iso = (time_us: number): string =>
  `${new Date(Math.floor(time_us / 1000)).toISOString().slice(0, 19)}.${String(time_us % 1e6).padStart(6, '0')}+0000`

/** The flows as the EVE log of Suricata, with an event of another type before each third of them. */
export function eveLog(flows: readonly WireFlow[]): string {
  return flows
    .map((flow, at) => {
      const { source, source_port, destination, destination_port, protocol, packets } = flow
      const [bytes_toserver, bytes_toclient] = frameBytes(flow)
      const is_silent = packets[1] === 0
      const about = {
        timestamp: iso(flow.time_us + flow.duration_us + 60e6),
        flow_id: at,
        ...{ src_ip: source, src_port: source_port, dest_ip: destination, dest_port: destination_port },
        proto: NAMES.get(protocol) ?? String(protocol),
      }
      const event = {
        ...about,
        event_type: 'flow',
        flow: {
          ...{ pkts_toserver: packets[0], pkts_toclient: packets[1], bytes_toserver, bytes_toclient },
          ...{ start: iso(flow.time_us), end: iso(flow.time_us + flow.duration_us), age: 0 },
          state: is_silent ? 'new' : 'closed',
          ...{ reason: 'timeout', alerted: false },
        },
        ...(protocol === 6 && {
          tcp: { tcp_flags_ts: '1b', tcp_flags_tc: is_silent ? '00' : flow.is_refused ? '14' : '1b', syn: true },
        }),
      }
      const other = { ...about, event_type: at % 2 === 0 ? 'dns' : 'stats' }
      return `${at % 3 === 0 ? `${JSON.stringify(other)}\n` : ''}${JSON.stringify(event)}\n`
    })
    .join('')
}
