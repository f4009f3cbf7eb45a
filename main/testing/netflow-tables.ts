import { ipBytes, frameBytes, seconds, type WireFlow } from './wire-flows.ts'

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [6, 'TCP'],
  [17, 'UDP'],
])
const protocolName = ({ protocol }: WireFlow): string => NAMES.get(protocol) ?? String(protocol)

/** Milliseconds are all that nfdump tells. */
const clock = (time_us: number): string =>
  new Date(Math.floor(time_us / 1000)).toISOString().slice(0, 23).replace('T', ' ')

/** One direction of a flow, as an exporter counts it; null for one without packets. */
function direction(flow: WireFlow, at: 0 | 1): { packets: number; bytes: number; flags: string } | null {
  const packets = flow.packets[at]
  if (packets === 0) return null
  const flags = flow.protocol !== 6 ? '........' : at === 1 && flow.is_refused ? '...A.R..' : '...AP.SF'
  return { packets, bytes: ipBytes(flow)[at], flags }
}

const OLD = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln'

/**
 * The flows as nfdump 1.6 writes them with `-o csv`, its totals behind them.
 * @param are_joined whether it was told to join both directions (`-B`)
 */
export function nfdump16Csv(flows: readonly WireFlow[], are_joined: boolean): string {
  const lines = flows.flatMap((flow) => {
    const { time_us, duration_us, source, source_port, destination, destination_port } = flow
    const head = [clock(time_us), clock(time_us + duration_us), seconds(duration_us)]
    const [there, back] = [direction(flow, 0), direction(flow, 1)]
    const line = (ends: readonly (string | number)[], counts: readonly (string | number)[], flags: string) =>
      [...head, ...ends, protocolName(flow), flags, 0, 0, ...counts, ...Array<number>(12).fill(0)].join(',')
    const [forth, reverse] = [
      [source, destination, source_port, destination_port],
      [destination, source, destination_port, source_port],
    ]
    if (are_joined) {
      return [
        line(forth, [there?.packets ?? 0, there?.bytes ?? 0, back?.packets ?? 0, back?.bytes ?? 0], there?.flags ?? ''),
      ]
    }
    return [
      ...(there === null ? [] : [line(forth, [there.packets, there.bytes, 0, 0], there.flags)]),
      ...(back === null ? [] : [line(reverse, [back.packets, back.bytes, 0, 0], back.flags)]),
    ]
  })
  const totals = ['Summary', 'flows,bytes,packets,avg_bps,avg_pps,avg_bpp', `${String(lines.length)},1,1,1,1,1`, '']
  return [OLD, ...lines, ...totals].join('\n')
}

/** The flows as nfdump 1.7 writes them with `-o csv`: numbers of protocols, no flags, a record for each direction. */
export function nfdump17Csv(flows: readonly WireFlow[]): string {
  const lines = flows.flatMap((flow) => {
    const { time_us, duration_us, source, source_port, destination, destination_port, protocol } = flow
    const row = (ends: readonly (string | number)[], counted: { packets: number; bytes: number } | null) =>
      counted === null
        ? []
        : [[clock(time_us), seconds(duration_us), protocol, ...ends, counted.packets, counted.bytes, 0, 0, 1].join(',')]
    return [
      ...row([source, source_port, destination, destination_port], direction(flow, 0)),
      ...row([destination, destination_port, source, source_port], direction(flow, 1)),
    ]
  })
  return ['firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bps,bpp,flows', ...lines, ''].join(
    '\n',
  )
}

/** The flows as `ra -c ,` of Argus writes them. @param columns told of each direction */
export function argusCsv(flows: readonly WireFlow[], columns: 'lengths' | 'payload' | 'totals'): string {
  const more = {
    lengths: 'SrcPkts,DstPkts,SrcBytes,DstBytes',
    payload: 'SrcPkts,DstPkts,SAppBytes,DAppBytes',
    totals: 'TotPkts,TotBytes',
  }[columns]
  const lines = flows.map((flow) => {
    const { source, source_port, destination, destination_port, protocol, packets, payload } = flow
    const frames = frameBytes(flow)
    const state =
      packets[1] === 0 ? (protocol === 6 ? 'REQ' : 'INT') : flow.is_refused ? 'RST' : protocol === 6 ? 'FIN' : 'CON'
    const counts = {
      lengths: [...packets, ...frames],
      payload: [...packets, ...payload],
      totals: [packets[0] + packets[1], frames[0] + frames[1]],
    }[columns]
    const time = `${clock(flow.time_us).slice(0, 19).replaceAll('-', '/')}.${String(flow.time_us % 1e6).padStart(6, '0')}`
    const head = [time, seconds(flow.duration_us), protocolName(flow).toLowerCase(), source, source_port]
    return [...head, '   ->', destination, destination_port, state, ...counts].join(',')
  })
  const management = ['2026/03/10 08:29:59.000000', '0.000000', 'man', '0', '0', '', '0', '0', 'STA']
  return [
    `StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,${more}`,
    [...management, ...more.split(',').map(() => 0)].join(','),
    ...lines,
    '',
  ].join('\n')
}
