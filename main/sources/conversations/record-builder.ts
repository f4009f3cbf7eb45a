import type { ConversationBatch } from '../../flow/conversations.ts'
import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import type { ConversationRecord } from './record.ts'

const NUMBERS = ['duration_us', 'forward_packets', 'backward_packets', 'forward_bytes', 'backward_bytes'] as const

/** Collects up to `capacity` records as columns. */
export class RecordBuilder {
  readonly #capacity: number
  readonly #builder: FlowBatchBuilder
  readonly #numbers: Float64Array
  readonly #answers: Uint8Array
  readonly #file_rows: Uint32Array

  constructor(capacity: number) {
    this.#capacity = capacity
    this.#builder = new FlowBatchBuilder(capacity)
    this.#numbers = new Float64Array(capacity * NUMBERS.length)
    this.#answers = new Uint8Array(capacity)
    this.#file_rows = new Uint32Array(capacity)
  }

  get is_full(): boolean {
    return this.#builder.rows >= this.#capacity
  }

  get rows(): number {
    return this.#builder.rows
  }

  add(record: ConversationRecord, file_row: number): void {
    const { arrays, rows: row } = this.#builder
    arrays.timestamps_us[row] = record.time_us
    arrays.sources[row] = this.#builder.addressCode(record.source)
    arrays.destinations[row] = this.#builder.addressCode(record.destination)
    arrays.source_ports[row] = record.source_port
    arrays.destination_ports[row] = record.destination_port
    arrays.protocols[row] = record.protocol
    for (let at = 0; at < NUMBERS.length; at += 1) this.#numbers[row * NUMBERS.length + at] = record[NUMBERS[at]!]
    this.#answers[row] = record.answer
    this.#file_rows[row] = file_row
    this.#builder.rows = row + 1
  }

  build(): { readonly batch: ConversationBatch; readonly file_rows: Uint32Array } {
    const { rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols } =
      this.#builder.facts()
    const column = (name: (typeof NUMBERS)[number]) => ({
      values: this.#numbers,
      offset: NUMBERS.indexOf(name),
      stride: NUMBERS.length,
    })
    return {
      batch: {
        ...{ rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols },
        duration_us: column('duration_us'),
        forward_packets: column('forward_packets'),
        backward_packets: column('backward_packets'),
        forward_bytes: column('forward_bytes'),
        backward_bytes: column('backward_bytes'),
        answers: this.#answers.subarray(0, rows),
      },
      file_rows: this.#file_rows.subarray(0, rows),
    }
  }
}
