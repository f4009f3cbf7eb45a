import { type FlowBatch, FlowBatchBuilder, NO_LABEL, type BatchArrays } from '../../flow/flow-batch.ts'
import { FEATURE_COUNT, featureIndex, FEATURES } from '../../flow/features.ts'
import type { MissingCells } from '../../flow/missing-cells.ts'
import { type RowLines, RowLinesBuilder } from '../csv/row-lines.ts'
import type { PartMemory } from '../csv/part-memory.ts'
import { AddressTexts } from './address-text.ts'
import { MEASURES } from './columns.ts'
import type { Convention } from './convention.ts'
import { FlowRows } from './flow-row.ts'
import type { MeteredFlow } from './metered-flow.ts'

/** For each feature the measure that it is. */
const MEASURE_OF_FEATURE: readonly number[] = (() => {
  const indexes = FEATURES.map(() => -1)
  MEASURES.forEach(({ name }, measure) => {
    const feature = featureIndex(name)
    if (feature !== undefined) indexes[feature] = measure
  })
  return indexes
})()

/** Flows that follow each other, as the rest of AnomalyX takes them. */
export interface CollectedFlows {
  readonly batch: FlowBatch
  readonly missing: readonly MissingCells[]
  /** Row of each flow, as the flow meter of the convention writes it; null when they were not asked for. */
  readonly lines: RowLines | null
}

export interface CollectorOptions {
  readonly convention: Convention
  readonly batch_rows: number
  readonly keep_lines: boolean
  /** Gives the memory of a part that is done with, to be filled again. */
  readonly usedMemory: () => PartMemory | undefined
}

/** Puts metered flows into batches. A value that a flow does not have, such as the gaps of a single packet, is NaN. */
export class FlowCollector {
  /** Batches that are full. */
  readonly full: CollectedFlows[] = []
  /** Flows of one packet so far. */
  single_packets = 0
  readonly #options: CollectorOptions
  readonly #rows: FlowRows
  readonly #addresses = new AddressTexts()
  #flows = 0
  #builder: FlowBatchBuilder
  #lines: RowLinesBuilder | null

  constructor(options: CollectorOptions) {
    this.#options = options
    this.#rows = new FlowRows(options.convention)
    this.#builder = new FlowBatchBuilder(options.batch_rows)
    this.#lines = options.keep_lines ? new RowLinesBuilder() : null
  }

  add(flow: MeteredFlow): void {
    const builder = this.#builder
    const { arrays, rows } = builder
    this.#flows += 1
    if (flow.forward_packets + flow.backward_packets === 1) this.single_packets += 1
    const first = rows * FEATURE_COUNT
    for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
      const value = flow.measures[MEASURE_OF_FEATURE[feature]!]!
      if (!Number.isFinite(value)) builder.missing.add(feature, String(value))
      arrays.features[first + feature] = Number.isFinite(value) ? value : Number.NaN
    }
    this.#addFacts(arrays, rows, flow)
    if (this.#lines !== null) {
      const line = Buffer.from(this.#rows.row(flow), 'latin1')
      this.#lines.add(line, 0, line.length)
    }
    builder.rows += 1
    if (builder.rows === this.#options.batch_rows) this.full.push(this.take())
  }

  /** What was collected and is in no full batch. */
  take(): CollectedFlows {
    const builder = this.#builder
    const taken = { batch: builder.build(), missing: builder.missing.counts(), lines: this.#lines?.build() ?? null }
    const used = this.#options.usedMemory()
    this.#builder = new FlowBatchBuilder(this.#options.batch_rows, used?.arrays)
    this.#lines = this.#options.keep_lines ? new RowLinesBuilder(used?.lines ?? undefined) : null
    return taken
  }

  #addFacts(arrays: BatchArrays, row: number, flow: MeteredFlow): void {
    const { key_addresses, key_ports, is_turned, is_ipv6 } = flow
    const key_source = this.#builder.addressCode(this.#addresses.textOf(key_addresses, 0, is_ipv6))
    const key_destination = this.#builder.addressCode(this.#addresses.textOf(key_addresses, 4, is_ipv6))
    const source_port = key_ports >>> 16
    const destination_port = key_ports & 0xffff
    // The line it has in the CSV file that `anomalyx meter` writes, behind the header.
    arrays.line_numbers[row] = this.#flows + 1
    arrays.timestamps_us[row] = flow.first_us
    arrays.sources[row] = is_turned ? key_destination : key_source
    arrays.destinations[row] = is_turned ? key_source : key_destination
    arrays.source_ports[row] = is_turned ? destination_port : source_port
    arrays.destination_ports[row] = is_turned ? source_port : destination_port
    arrays.protocols[row] = flow.protocol
    arrays.labels[row] = NO_LABEL
  }
}
