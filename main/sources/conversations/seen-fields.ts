import { ANSWERED, CONN_FIELDS, CONN_MARKS, NAMES, STATE } from './conn-fields.ts'
import { type JsonObject, scalarText } from './json-line.ts'

/** Zeek sets these together, and only where a connection lasted: of a single packet it sets none of them. */
const OF_LASTING = [NAMES.duration_s, NAMES.forward_bytes, NAMES.backward_bytes] as const

/** Which fields a conn.log of Zeek in JSON has, by its rows: a field that is not set is not written. */
export class SeenFields {
  readonly #names = new Set<string>()
  #has_lasting = false

  add(row: JsonObject): void {
    for (const name of Object.keys(row)) this.#names.add(name)
    this.#has_lasting ||= isLasting(row)
  }

  /** Whether a row tells if the log has fields that only lasting connections have. */
  get is_settled(): boolean {
    return OF_LASTING.some((name) => this.#names.has(name))
  }

  get has_rows(): boolean {
    return this.#names.size > 0
  }

  /** Those that the log has. Where no row had a reason to tell, they are those that Zeek logs by default. */
  logged(): ReadonlySet<string> {
    if (!this.has_rows) return new Set(CONN_FIELDS)
    const is_default = CONN_MARKS.some((name) => this.#names.has(name))
    return this.is_settled || this.#has_lasting || !is_default ? this.#names : new Set([...this.#names, ...OF_LASTING])
  }
}

/** Whether a connection had more than one packet. The packets of some lasted no time, as far as a coarse clock tells. */
function isLasting(row: JsonObject): boolean {
  if (ANSWERED.has(scalarText(row[STATE]) ?? '')) return true
  const packets = [NAMES.forward_packets, NAMES.backward_packets].map((name) => Number(row[name] ?? 0))
  return packets.reduce((all, each) => all + each, 0) > 1
}
