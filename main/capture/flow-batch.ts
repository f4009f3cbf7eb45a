import { FEATURE_COUNT } from '../flow/features.ts'
import { MissingCounter } from './missing-cells.ts'

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
  readonly source_ips: readonly (string | null)[]
  readonly destination_ips: readonly (string | null)[]
  readonly source_ports: Int32Array<ArrayBuffer>
  readonly destination_ports: Int32Array<ArrayBuffer>
  readonly protocols: Int32Array<ArrayBuffer>
  /** Class index of the label in the file, or {@link NO_LABEL}. */
  readonly labels: Uint8Array<ArrayBuffer>
}

/** A row that was read and not classified. */
export interface RejectedRow {
  readonly line_number: number
  /** Name of the faulty column, or null when the row as a whole is at fault. */
  readonly column: string | null
  readonly value: string
  readonly reason: string
}

/** Collects up to `capacity` flows and hands them over as one {@link FlowBatch}. */
export class FlowBatchBuilder {
  readonly features: Float32Array<ArrayBuffer>
  readonly line_numbers: Uint32Array<ArrayBuffer>
  readonly timestamps_us: Float64Array<ArrayBuffer>
  readonly source_ips: (string | null)[] = []
  readonly destination_ips: (string | null)[] = []
  readonly source_ports: Int32Array<ArrayBuffer>
  readonly destination_ports: Int32Array<ArrayBuffer>
  readonly protocols: Int32Array<ArrayBuffer>
  readonly labels: Uint8Array<ArrayBuffer>
  readonly capacity: number
  readonly missing = new MissingCounter()
  rows = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.features = new Float32Array(capacity * FEATURE_COUNT)
    this.line_numbers = new Uint32Array(capacity)
    this.timestamps_us = new Float64Array(capacity)
    this.source_ports = new Int32Array(capacity)
    this.destination_ports = new Int32Array(capacity)
    this.protocols = new Int32Array(capacity)
    this.labels = new Uint8Array(capacity)
  }

  build(): FlowBatch {
    const { rows } = this
    const full = rows === this.capacity
    return {
      rows,
      features: full ? this.features : this.features.slice(0, rows * FEATURE_COUNT),
      line_numbers: full ? this.line_numbers : this.line_numbers.slice(0, rows),
      timestamps_us: full ? this.timestamps_us : this.timestamps_us.slice(0, rows),
      source_ips: this.source_ips,
      destination_ips: this.destination_ips,
      source_ports: full ? this.source_ports : this.source_ports.slice(0, rows),
      destination_ports: full ? this.destination_ports : this.destination_ports.slice(0, rows),
      protocols: full ? this.protocols : this.protocols.slice(0, rows),
      labels: full ? this.labels : this.labels.slice(0, rows),
    }
  }
}
