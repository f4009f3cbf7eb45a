import { CONN_MARKS, missingIn } from './conn-fields.ts'
import { CONN, UNKNOWN_LOG } from './other-logs.ts'

export const FIELDS = '#fields'

/** What a header of Zeek says of the rows behind it. */
export interface ZeekTable {
  /** The log, where it has no conversations; null for conn.log. */
  readonly other_log: string | null
  /** Where each field stands. */
  readonly places: ReadonlyMap<string, number>
  /** Fields that a conversation needs and these rows do not have. */
  readonly missing: readonly string[]
}

/** The lines about a log of Zeek, which begin with `#`. Logs that were put together have them again, maybe with other fields. */
export class ZeekHeaders {
  delimiter = '\t'
  #unset = '-'
  #empty = '(empty)'
  #path: string | null = null

  /** Takes what a line tells about those that follow. @returns what the rows have, where the line names their fields */
  follow(line: string): ZeekTable | null {
    const escaped = /^#separator \\x([0-9a-f]{2})/i.exec(line)?.[1]
    if (escaped !== undefined) this.delimiter = String.fromCharCode(Number.parseInt(escaped, 16))
    const [name, ...values] = line.split(this.delimiter)
    if (name === '#unset_field') this.#unset = values[0] ?? this.#unset
    if (name === '#empty_field') this.#empty = values[0] ?? this.#empty
    if (name === '#path') this.#path = values[0] ?? null
    if (name !== FIELDS) return null
    const table = tableOf(values, this.#path)
    // Another header tells its own.
    this.#path = null
    return table
  }

  /** Whether a cell says that its field has no value. */
  isUnset(cell: string): boolean {
    return cell === this.#unset || cell === this.#empty || cell === ''
  }
}

/** The name of conn.log is proof; one by another name is known by its fields, since Zeek can be told to call it otherwise. */
function tableOf(fields: readonly string[], path: string | null): ZeekTable {
  const names = new Set(fields)
  const missing = missingIn(names)
  const is_conn = path === CONN || (missing.length === 0 && CONN_MARKS.some((name) => names.has(name)))
  return {
    other_log: is_conn ? null : (path ?? UNKNOWN_LOG),
    places: new Map(fields.map((field, at) => [field, at])),
    missing,
  }
}
