import { FEATURE_COUNT } from './features.ts'
import { addressText } from './address.ts'
import { MissingCounter } from './missing-cells.ts'
import { UnreadCounter } from './unread-cells.ts'

/** Label of a flow whose file has none, or one that is not known. */
export const NO_LABEL = 255

/** A port or protocol the file does not tell. */
export const NO_NUMBER = -1

/** Flows in columns. Every array has `rows` entries; `features` has `rows` x {@link FEATURE_COUNT}, row by row. */
export interface FlowBatch {
  readonly rows: number
  readonly features: Float32Array<ArrayBuffer>
  /** Line of the file the flow stands on, counted from 1. */
  readonly line_numbers: Uint32Array<ArrayBuffer>
  /** Start of the flow in microseconds since 1970 (UTC); NaN when the file does not tell. */
  readonly timestamps_us: Float64Array<ArrayBuffer>
  /** Each address of the batch once: a few hundred hosts make thousands of flows. */
  readonly addresses: readonly string[]
  /** One more than the index into `addresses`; 0 when the file does not tell. */
  readonly sources: Uint32Array<ArrayBuffer>
  readonly destinations: Uint32Array<ArrayBuffer>
  readonly source_ports: Int32Array<ArrayBuffer>
  readonly destination_ports: Int32Array<ArrayBuffer>
  readonly protocols: Int32Array<ArrayBuffer>
  /** Class index of the label in the file, or {@link NO_LABEL}. */
  readonly labels: Uint8Array<ArrayBuffer>
}

/** What a capture contains about its flows in addition to their features. */
export type FlowFacts = Omit<FlowBatch, 'features'>

export function sourceIp({ addresses, sources }: Pick<FlowFacts, 'addresses' | 'sources'>, row: number): string | null {
  return addresses[sources[row]! - 1] ?? null
}

export function destinationIp(
  { addresses, destinations }: Pick<FlowFacts, 'addresses' | 'destinations'>,
  row: number,
): string | null {
  return addresses[destinations[row]! - 1] ?? null
}

/** A row that was read and not classified. */
export interface RejectedRow {
  readonly line_number: number
  /** Name of the invalid column; null when the row as a whole is invalid. */
  readonly column: string | null
  readonly value: string
  readonly reason: string
}

/** The arrays of a full batch; a reader uses those of a batch that is done with again. */
export type BatchArrays = Pick<FlowBatch, (typeof ARRAYS)[number]>

const ARRAYS = [
  'features',
  'line_numbers',
  'timestamps_us',
  'sources',
  'destinations',
  'source_ports',
  'destination_ports',
  'protocols',
  'labels',
] as const

export function arraysOf(batch: FlowBatch): BatchArrays {
  return Object.fromEntries(ARRAYS.map((name) => [name, batch[name]])) as unknown as BatchArrays
}

function newArrays(capacity: number): BatchArrays {
  return {
    features: new Float32Array(capacity * FEATURE_COUNT),
    line_numbers: new Uint32Array(capacity),
    timestamps_us: new Float64Array(capacity),
    sources: new Uint32Array(capacity),
    destinations: new Uint32Array(capacity),
    source_ports: new Int32Array(capacity),
    destination_ports: new Int32Array(capacity),
    protocols: new Int32Array(capacity),
    labels: new Uint8Array(capacity),
  }
}

/** Collects up to `capacity` flows and hands them over as one {@link FlowBatch}. */
export class FlowBatchBuilder {
  readonly arrays: BatchArrays
  readonly capacity: number
  readonly missing = new MissingCounter()
  readonly unread = new UnreadCounter()
  rows = 0
  readonly #addresses: string[] = []
  readonly #codes = new Map<string, number>()

  /** @param used arrays of an earlier batch of this capacity; others are not taken */
  constructor(capacity: number, used?: BatchArrays) {
    this.capacity = capacity
    this.arrays = used?.labels.length === capacity ? used : newArrays(capacity)
  }

  /** Code of an address in `sources` and `destinations`, the same for all its spellings; 0 for none. */
  addressCode(text: string | null): number {
    if (text === null) return 0
    let code = this.#codes.get(text)
    if (code === undefined) {
      const own = addressText(text)
      code = own === null ? 0 : (this.#codes.get(own) ?? this.#addresses.push(own))
      if (own !== null) this.#codes.set(own, code)
      this.#codes.set(text, code)
    }
    return code
  }

  build(): FlowBatch {
    const { rows, arrays } = this
    const features = rows === this.capacity ? arrays.features : arrays.features.slice(0, rows * FEATURE_COUNT)
    return { features, ...this.facts() }
  }

  /** What was collected beside features. */
  facts(): FlowFacts {
    const { rows, arrays } = this
    const own = { rows, addresses: this.#addresses }
    if (rows === this.capacity) {
      const { line_numbers, timestamps_us, sources, destinations, source_ports, destination_ports } = arrays
      const { protocols, labels } = arrays
      return {
        ...own,
        ...{ line_numbers, timestamps_us, sources, destinations, source_ports, destination_ports, protocols, labels },
      }
    }
    return {
      ...own,
      line_numbers: arrays.line_numbers.slice(0, rows),
      timestamps_us: arrays.timestamps_us.slice(0, rows),
      sources: arrays.sources.slice(0, rows),
      destinations: arrays.destinations.slice(0, rows),
      source_ports: arrays.source_ports.slice(0, rows),
      destination_ports: arrays.destination_ports.slice(0, rows),
      protocols: arrays.protocols.slice(0, rows),
      labels: arrays.labels.slice(0, rows),
    }
  }
}
