import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

import { Behaviour } from '../../main/detect/behaviour/behaviour.ts'
import { HOME, ipv4Number, Places } from '../../main/detect/behaviour/networks.ts'
import { DEFAULT_SETTINGS } from '../../main/detect/behaviour/settings.ts'
import { conversationParts } from '../../main/sources/csv/conversation-parts.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/data/behaviour/', import.meta.url))

interface Flow {
  readonly source: string
  readonly target: string
  readonly port: string
  readonly protocol: string
  readonly time_s: number
  readonly forward_bytes: number
  readonly backward_packets: number
  readonly backward_bytes: number
  readonly truth: string
  readonly family: string
}

/** Which flows of a set, counted from 0, are part of something that was noticed. */
type Noticed = ReadonlySet<number>

/**
 * What the detectors notice of labelled sets of flows, beside what Zeek's scan policy and RITA's beacon score would by their
 * documentation. The sets are not part of the project; without them there is one line that says so.
 */
export async function benchBehaviourPeers(): Promise<string[]> {
  if (!existsSync(FOLDER)) return ['behaviour beside Zeek and RITA: the labelled sets are not at hand']
  const lines = ['behaviour, share of attack flows noticed: AnomalyX | Zeek, scan policy | RITA, beacon score >= 0.8']
  const benign = { flows: 0, ours: 0, zeek: 0, rita: 0 }
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith('.flows.csv.gz'))) {
    const path = FOLDER + name
    const flows = readSet(path)
    const noticed = { ours: await oursOf(path), zeek: zeekScans(flows), rita: ritaBeacons(flows) }
    for (const [row, { truth }] of flows.entries()) {
      if (truth !== '0') continue
      benign.flows += 1
      for (const who of ['ours', 'zeek', 'rita'] as const) if (noticed[who].has(row)) benign[who] += 1
    }
    const families = Map.groupBy(flows.entries(), ([, { truth, family }]) => (truth === '1' ? family : ''))
    for (const [family, members] of families) {
      if (family === '') continue
      const share = (rows: Noticed) => (members.filter(([row]) => rows.has(row)).length / members.length).toFixed(3)
      lines.push(`  ${family}: ${share(noticed.ours)} | ${share(noticed.zeek)} | ${share(noticed.rita)}`)
    }
  }
  const percent = (rows: number) => `${((100 * rows) / benign.flows).toFixed(2)} %`
  lines.push(`  benign flows flagged: ${percent(benign.ours)} | ${percent(benign.zeek)} | ${percent(benign.rita)}`)
  return lines
}

/** No cell of these files has a comma or a quote. */
function readSet(path: string): Flow[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('latin1').trimEnd().split('\n')
  const names = header.trim().split(',')
  return lines.map((line) => {
    const cells = line.trim().split(',')
    const of = (name: string) => cells[names.indexOf(name)] ?? ''
    return {
      ...{ source: of('Src IP'), target: of('Dst IP'), port: of('Dst Port'), protocol: of('Protocol') },
      time_s: Date.parse(`${of('Timestamp').replace(' ', 'T')}Z`) / 1000,
      forward_bytes: Number(of('Total Length of Fwd Packet')),
      backward_packets: Number(of('Total Bwd packets')),
      backward_bytes: Number(of('Total Length of Bwd Packet')),
      ...{ truth: of('Truth'), family: of('Family') },
    }
  })
}

async function oursOf(path: string): Promise<Noticed> {
  const rows = new Map<string, number[]>()
  const behaviour = new Behaviour(DEFAULT_SETTINGS, {
    onFlow: (row, key) => void rows.set(key, [...(rows.get(key) ?? []), row]),
  })
  for await (const part of conversationParts(path)) behaviour.observe(part.batch, part.instrument)
  const alerts = behaviour.close().findings.filter(({ is_informational }) => !is_informational)
  return new Set(alerts.flatMap(({ key }) => rows.get(key) ?? []))
}

const SCAN_WINDOW_S = 300
const SCANNED_HOSTS = 25
const SCANNED_PORTS = 15

/**
 * Zeek's policy/misc/scan.zeek with its defaults: failed TCP connections of one source with 25 hosts on one port, or 15 ports
 * of one host, within five minutes that begin with the first of them. A flow without payload of the responder and with at
 * most one packet of it stands for a failed one.
 */
function zeekScans(flows: readonly Flow[]): Noticed {
  const noticed = new Set<number>()
  const look = (keyOf: (flow: Flow) => string, triedOf: (flow: Flow) => string, most: number) => {
    const open = new Map<string, { begun_s: number; tried: Set<string>; rows: number[] }>()
    for (const [row, flow] of flows.entries()) {
      if (flow.protocol !== '6' || flow.backward_bytes > 0 || flow.backward_packets > 1) continue
      const key = keyOf(flow)
      const known = open.get(key)
      const state =
        known !== undefined && flow.time_s - known.begun_s <= SCAN_WINDOW_S
          ? known
          : { begun_s: flow.time_s, tried: new Set<string>(), rows: [] }
      open.set(key, state)
      state.tried.add(triedOf(flow))
      state.rows.push(row)
      if (state.tried.size >= most) for (const each of state.rows.splice(0)) noticed.add(each)
    }
  }
  look(
    ({ source, port }) => `${source} ${port}`,
    ({ target }) => target,
    SCANNED_HOSTS,
  )
  look(
    ({ source, target }) => `${source} ${target}`,
    ({ port }) => port,
    SCANNED_PORTS,
  )
  return noticed
}

const FEWEST_CALLS = 20
const BEACON_SCORE = 0.8

/**
 * RITA's beacon score (documentation of its beacon package, 2022) of pairs of an inside and an outside address with more than
 * 20 connections: the mean of a score of the intervals between connections and one of the sizes sent.
 */
function ritaBeacons(flows: readonly Flow[]): Noticed {
  const places = new Places(DEFAULT_SETTINGS.home_networks, [])
  const isHome = (address: string) => {
    const v4 = ipv4Number(address)
    return (v4 >= 0 ? places.ofIpv4(v4) : places.ofOther(address)) === HOME
  }
  const times_s = flows.map(({ time_s }) => time_s).sort((one, other) => one - other)
  const whole_s = (times_s.at(-1) ?? 0) - (times_s[0] ?? 0)
  const pairs = Map.groupBy(flows.entries(), ([, { source, target }]) =>
    isHome(source) && !isHome(target) ? `${source} ${target}` : '',
  )
  const noticed = new Set<number>()
  for (const [pair, members] of pairs) {
    if (pair === '' || members.length <= FEWEST_CALLS) continue
    const at_s = members.map(([, { time_s }]) => Math.floor(time_s)).sort((one, other) => one - other)
    const intervals_s = at_s.slice(1).map((time_s, before) => time_s - (at_s[before] ?? 0))
    const sizes = members.map(([, { forward_bytes }]) => forward_bytes)
    const calls = Math.min(1, members.length / Math.max(1, whole_s / 10))
    const of_times = (symmetryOf(intervals_s) + Math.max(0, 1 - spreadOf(intervals_s) / 30) + calls) / 3
    const of_sizes =
      (symmetryOf(sizes) + Math.max(0, 1 - spreadOf(sizes) / 32) + Math.max(0, 1 - modeOf(sizes) / 65_535)) / 3
    if ((of_times + of_sizes) / 2 >= BEACON_SCORE) for (const [row] of members) noticed.add(row)
  }
  return noticed
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.round((sorted.length - 1) * share)] ?? 0
}

/** One less the absolute Bowley skew; of values without spread, one. */
function symmetryOf(values: readonly number[]): number {
  const [low, middle, high] = [quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)]
  return high === low ? 1 : 1 - Math.abs((low - 2 * middle + high) / (high - low))
}

/** Median absolute deviation from the median. */
function spreadOf(values: readonly number[]): number {
  const middle = quantile(values, 0.5)
  return quantile(
    values.map((value) => Math.abs(value - middle)),
    0.5,
  )
}

function modeOf(values: readonly number[]): number {
  const counts = Map.groupBy(values, (value) => value)
  return [...counts].sort(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? 0
}
