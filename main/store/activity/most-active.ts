import { NO_NUMBER } from '../../flow/flow-batch.ts'
import type { TimeRange } from '../charts.ts'
import type { ActiveCounts } from '../hosts.ts'
import type { ChunkColumns } from '../search/row-test.ts'
import { inTime, isThreat, rowsOf } from './host-tally.ts'
import { TopCounts } from './top-counts.ts'

/** Counts flows by source, target and destination port, chunk by chunk. */
export class MostActive {
  readonly #range: TimeRange | null
  #flows = 0
  readonly #sources = new TopCounts<string>()
  readonly #targets = new TopCounts<string>()
  readonly #ports = new TopCounts<number>()

  /** @param range only flows with a time in it are counted */
  constructor(range: TimeRange | null = null) {
    this.#range = range
  }

  add({ keys, facts }: Pick<ChunkColumns, 'keys' | 'facts'>): void {
    const threats = keys.class_names.map((name) => Number(isThreat(name)))
    const isThreatRow = (row: number) => threats[keys.threat_types[row]!] ?? 0
    const isInTime = inTime(keys, this.#range)
    for (let row = 0; row < keys.rows; row += 1) this.#flows += Number(isInTime(row))
    addByCode(this.#sources, facts.sources, facts.addresses, isInTime, isThreatRow)
    addByCode(this.#targets, facts.destinations, facts.addresses, isInTime, isThreatRow)
    const ports = new Map<number, [number, number]>()
    for (let row = 0; row < facts.rows; row += 1) {
      const port = facts.destination_ports[row]!
      if (port === NO_NUMBER || !isInTime(row)) continue
      let of_port = ports.get(port)
      if (of_port === undefined) ports.set(port, (of_port = [0, 0]))
      of_port[0] += 1
      of_port[1] += isThreatRow(row)
    }
    for (const [port, amounts] of ports) this.#ports.add(port, amounts)
  }

  counts(most: number): ActiveCounts {
    const host = (address: string, [flows, threats]: readonly [number, number, ...number[]]) => ({
      address,
      flows,
      threats,
    })
    return {
      flows: this.#flows,
      sources: rowsOf(this.#sources, most, host),
      targets: rowsOf(this.#targets, most, host),
      ports: rowsOf(this.#ports, most, (port, [flows, threats]) => ({ port, flows, threats })),
    }
  }
}

/** Each address of the chunk is added once. */
function addByCode(
  counts: TopCounts<string>,
  codes: Uint32Array,
  addresses: readonly string[],
  isInTime: (row: number) => boolean,
  isThreatRow: (row: number) => number,
): void {
  const figures = new Uint32Array(2 * (addresses.length + 1))
  for (let row = 0; row < codes.length; row += 1) {
    if (!isInTime(row)) continue
    const at = 2 * codes[row]!
    figures[at]! += 1
    figures[at + 1]! += isThreatRow(row)
  }
  addresses.forEach((address, place) => {
    const at = 2 * (place + 1)
    if (figures[at]! > 0) counts.add(address, [figures[at]!, figures[at + 1]!])
  })
}
