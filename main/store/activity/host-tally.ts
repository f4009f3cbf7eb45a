import { BENIGN } from '../../flow/threat-types.ts'
import { featureIndex } from '../../flow/features.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { UNKNOWN } from '../../flow/novelty.ts'
import type { BucketRange } from '../../scoring/main-range.ts'
import type { HostCounts, HostName, HostPeerRow, HostPortRow, MostRows } from '../hosts.ts'
import type { TimeRange } from '../charts.ts'
import type { ChunkColumns } from '../search/row-test.ts'
import { TimeBuckets } from './time-buckets.ts'
import { TopCounts } from './top-counts.ts'

const FORWARD_BYTES = featureIndex('Total Length of Fwd Packets') ?? 0
const BACKWARD_BYTES = featureIndex('Total Length of Bwd Packets') ?? 0

export function isThreat(threat_type: string): boolean {
  return threat_type !== BENIGN && threat_type !== UNKNOWN
}

/** Flows of a host in a chunk: 1 for those it is the source of, 2 the target, 3 both. */
type Roles = Uint8Array<ArrayBuffer>

/** Adds up what one host did, or two with each other, chunk by chunk. All numbers are of the flows added so far. */
export class HostTally {
  readonly #host: HostName
  readonly #range: TimeRange | null
  readonly #counts = {
    flows: 0,
    as_source: { flows: 0, bytes_sent: 0, bytes_received: 0 },
    as_target: { flows: 0, bytes_sent: 0, bytes_received: 0 },
    both_ends: 0,
    flows_without_bytes: 0,
    flows_without_time: 0,
  }
  #first_seen_us: number | null = null
  #last_seen_us: number | null = null
  readonly #type_names: string[] = []
  readonly #type_flows: number[] = []
  readonly #buckets = new TimeBuckets()
  readonly #peers = new TopCounts<string>()
  readonly #ports = new TopCounts<number>()

  /** @param range only flows with a time in it are counted */
  constructor(host: HostName, range: TimeRange | null = null) {
    this.#host = host
    this.#range = range
  }

  add(columns: ChunkColumns): void {
    const roles = this.#rolesIn(columns)
    if (roles === undefined) return
    this.#addFlows(columns, roles)
    this.#addBytes(columns, roles)
    if (this.#host.peer === null) this.#addPeers(columns, roles)
    this.#addPorts(columns, roles)
  }

  /**
   * @param most peers and ports that are wanted
   * @param gaps stored buckets in which nothing was captured
   */
  counts(most: number, gaps: readonly BucketRange[]): HostCounts {
    return {
      ...this.#counts,
      as_source: { ...this.#counts.as_source },
      as_target: { ...this.#counts.as_target },
      first_seen_us: this.#first_seen_us,
      last_seen_us: this.#last_seen_us,
      by_threat_type: this.#type_names
        .map((threat_type, type) => ({ threat_type, flows: this.#type_flows[type] ?? 0 }))
        .filter(({ flows }) => flows > 0)
        .sort((one, other) => other.flows - one.flows || (one.threat_type < other.threat_type ? -1 : 1)),
      peers: rowsOf(this.#peers, most, (address, [flows, as_source, as_target, threats]): HostPeerRow => {
        return { address, flows, as_source, as_target, threats }
      }),
      ports: rowsOf(this.#ports, most, (port, [flows, as_source, as_target]): HostPortRow => {
        return { port, flows, as_source, as_target }
      }),
      series: this.#buckets.series(this.#type_names, gaps),
    }
  }

  #rolesIn({ keys, facts }: ChunkColumns): Roles | undefined {
    const { rows, sources, destinations, addresses } = facts
    const { address, peer } = this.#host
    const own = addresses.indexOf(address) + 1
    const other = peer === null ? 0 : addresses.indexOf(peer) + 1
    if (own === 0 || (peer !== null && other === 0)) return undefined
    const roles = new Uint8Array(rows)
    const isInTime = inTime(keys, this.#range)
    for (let row = 0; row < rows; row += 1) {
      if (!isInTime(row)) continue
      const from = sources[row] === own && (peer === null || destinations[row] === other)
      const to = destinations[row] === own && (peer === null || sources[row] === other)
      roles[row] = Number(from) + 2 * Number(to)
    }
    return roles
  }

  #addFlows({ keys }: ChunkColumns, roles: Roles): void {
    const counts = this.#counts
    const types = keys.class_names.map((name) => this.#typeNumber(name))
    const { timestamps_us, timestamps_known, threat_types } = keys
    for (let row = 0; row < roles.length; row += 1) {
      const role = roles[row]!
      if (role === 0) continue
      counts.flows += 1
      if ((role & 1) !== 0) counts.as_source.flows += 1
      if ((role & 2) !== 0) counts.as_target.flows += 1
      if (role === 3) counts.both_ends += 1
      const type = types[threat_types[row]!] ?? 0
      this.#type_flows[type]! += 1
      if (timestamps_known[row] !== 1) {
        counts.flows_without_time += 1
        continue
      }
      const at_us = timestamps_us[row]!
      this.#buckets.add(at_us, type)
      if (this.#first_seen_us === null || at_us < this.#first_seen_us) this.#first_seen_us = at_us
      if (this.#last_seen_us === null || at_us > this.#last_seen_us) this.#last_seen_us = at_us
    }
  }

  #addBytes({ feature }: ChunkColumns, roles: Roles): void {
    const { as_source, as_target } = this.#counts
    const forward = feature(FORWARD_BYTES)
    const backward = feature(BACKWARD_BYTES)
    for (let row = 0; row < roles.length; row += 1) {
      const role = roles[row]!
      if (role === 0) continue
      const [sent, received] = [forward[row]!, backward[row]!]
      if (!isAmount(sent) || !isAmount(received)) {
        this.#counts.flows_without_bytes += 1
        continue
      }
      if ((role & 1) !== 0) {
        as_source.bytes_sent += sent
        as_source.bytes_received += received
      }
      if ((role & 2) !== 0) {
        as_target.bytes_sent += received
        as_target.bytes_received += sent
      }
    }
  }

  /** Each peer of the chunk is added once. */
  #addPeers({ keys, facts }: ChunkColumns, roles: Roles): void {
    const { sources, destinations, addresses } = facts
    const threats = keys.class_names.map((name) => Number(isThreat(name)))
    const figures = new Uint32Array(4 * (addresses.length + 1))
    for (let row = 0; row < roles.length; row += 1) {
      const role = roles[row]!
      if (role === 0) continue
      const at = 4 * (role === 2 ? sources[row]! : destinations[row]!)
      figures[at]! += 1
      figures[at + 1]! += role & 1
      figures[at + 2]! += role >> 1
      figures[at + 3]! += threats[keys.threat_types[row]!] ?? 0
    }
    addresses.forEach((address, place) => {
      const at = 4 * (place + 1)
      if (figures[at]! > 0) this.#peers.add(address, [...figures.subarray(at, at + 4)])
    })
  }

  #addPorts({ facts: { destination_ports } }: ChunkColumns, roles: Roles): void {
    const figures = new Map<number, [number, number, number]>()
    for (let row = 0; row < roles.length; row += 1) {
      const role = roles[row]!
      const port = destination_ports[row]!
      if (role === 0 || port === NO_NUMBER) continue
      let of_port = figures.get(port)
      if (of_port === undefined) figures.set(port, (of_port = [0, 0, 0]))
      of_port[0] += 1
      of_port[1] += role & 1
      of_port[2] += role >> 1
    }
    for (const [port, amounts] of figures) this.#ports.add(port, amounts)
  }

  #typeNumber(name: string): number {
    const known = this.#type_names.indexOf(name)
    if (known >= 0) return known
    this.#type_flows.push(0)
    return this.#type_names.push(name) - 1
  }
}

/** Whether the time of a flow is known and in a range; without a range every flow is. */
export function inTime(
  { timestamps_us, timestamps_known }: ChunkColumns['keys'],
  range: TimeRange | null,
): (row: number) => boolean {
  if (range === null) return () => true
  return (row) =>
    timestamps_known[row] === 1 && timestamps_us[row]! >= range.from_us && timestamps_us[row]! < range.to_us
}

/** Flow meters write NaN and negative numbers for what they could not measure. */
function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}

export function rowsOf<Key extends string | number, Row>(
  counts: TopCounts<Key>,
  most: number,
  make: (key: Key, figures: readonly [number, number, number, number]) => Row,
): MostRows<Row> {
  const items = counts.most(most).map(({ key, figures: [a = 0, b = 0, c = 0, d = 0] }) => make(key, [a, b, c, d]))
  return { items, total: counts.size, is_exact: counts.is_exact }
}
