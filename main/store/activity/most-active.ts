import type { ActiveCounts } from '../hosts.ts'
import type { TimeRange } from '../charts.ts'
import type { ChunkColumns } from '../search/row-test.ts'
import { inTime, isThreat, rowsOf } from './host-tally.ts'
import { TopCounts } from './top-counts.ts'

const PORTS = 1 << 16

/** Counts flows by source, target and destination port, chunk by chunk. */
export class MostActive {
  readonly #range: TimeRange | null
  #flows = 0
  readonly #sources = new TopCounts<string>()
  readonly #targets = new TopCounts<string>()
  /** Flows and threats of each port. */
  readonly #ports = new Float64Array(2 * PORTS)

  /** @param range only flows with a time in it are counted */
  constructor(range: TimeRange | null = null) {
    this.#range = range
  }

  add({ keys, facts }: Pick<ChunkColumns, 'keys' | 'facts'>): void {
    const threats = Uint8Array.from(keys.class_names, (name) => Number(isThreat(name)))
    const isInTime = this.#range === null ? undefined : inTime(keys, this.#range)
    const { threat_types, rows } = keys
    const { sources, destinations, destination_ports, addresses } = facts
    const by_source = new Uint32Array(2 * (addresses.length + 1))
    const by_target = new Uint32Array(2 * (addresses.length + 1))
    const by_port = this.#ports
    for (let row = 0; row < rows; row += 1) {
      if (isInTime?.(row) === false) continue
      this.#flows += 1
      const threat = threats[threat_types[row]!]!
      const source = 2 * sources[row]!
      by_source[source]! += 1
      by_source[source + 1]! += threat
      const target = 2 * destinations[row]!
      by_target[target]! += 1
      by_target[target + 1]! += threat
      const port = destination_ports[row]!
      if (port < 0 || port >= PORTS) continue
      by_port[2 * port]! += 1
      by_port[2 * port + 1]! += threat
    }
    addresses.forEach((address, place) => {
      addFigures(this.#sources, address, by_source, place + 1)
      addFigures(this.#targets, address, by_target, place + 1)
    })
  }

  counts(most: number): ActiveCounts {
    const host = (address: string, [flows, threats]: readonly [number, number, ...number[]]) => ({
      address,
      flows,
      threats,
    })
    const ports = new TopCounts<number>()
    for (let port = 0; port < PORTS; port += 1) addFigures(ports, port, this.#ports, port)
    return {
      flows: this.#flows,
      sources: rowsOf(this.#sources, most, host),
      targets: rowsOf(this.#targets, most, host),
      ports: rowsOf(ports, most, (port, [flows, threats]) => ({ port, flows, threats })),
    }
  }
}

/** Adds flows and threats that lie at a place; nothing where there are none. */
function addFigures<Key extends string | number>(
  counts: TopCounts<Key>,
  key: Key,
  figures: Uint32Array | Float64Array,
  place: number,
): void {
  const flows = figures[2 * place]!
  if (flows > 0) counts.add(key, [flows, figures[2 * place + 1]!])
}
