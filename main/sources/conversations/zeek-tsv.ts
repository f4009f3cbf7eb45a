import { ZEEK_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { ConnFields } from './conn-fields.ts'
import { Skipped } from './json-line.ts'
import { CONN, noConnLog, passedOver, UNKNOWN_LOG } from './other-logs.ts'
import { type Reading, wholeFault } from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'
import { FIELDS, ZeekHeaders, type ZeekTable } from './zeek-headers.ts'

/** A conn.log of Zeek as it is written by default: cells between tabs, and lines about them that begin with `#`. */
export const zeekTsv: ConversationFormat = {
  open: (lines) => {
    const is_zeek = lines.slice(0, 10).some((line) => line.startsWith('#separator ') || line.startsWith(FIELDS))
    if (!is_zeek) return undefined
    const headers = new ZeekHeaders()
    const tables: ZeekTable[] = []
    for (const line of lines) {
      const table = line.startsWith('#') ? headers.follow(line) : null
      if (table === null) continue
      if (isReadable(table)) return new ZeekTsvReader(headers, table)
      tables.push(table)
    }
    const [first] = tables
    if (first === undefined) return undefined
    throw noConnLog(first.missing, first.other_log === UNKNOWN_LOG ? null : (first.other_log ?? CONN))
  },
}

class ZeekTsvReader implements RowReader {
  readonly dialect = ZEEK_DIALECT
  readonly has_header = true
  readonly columns
  readonly #headers: ZeekHeaders
  readonly #skipped = new Skipped()
  #table: ZeekTable
  /** Of the last header whose rows are read. */
  #fields: ConnFields

  /** @param table the first one whose rows are read */
  constructor(headers: ZeekHeaders, table: ZeekTable) {
    this.#headers = headers
    this.#table = table
    this.#fields = fieldsOf(table)
    this.columns = [...table.places.keys()].map((name) => ({ name, read_as: this.#fields.readAs(name) }))
  }

  get delimiter(): string {
    return this.#headers.delimiter
  }

  get instrument() {
    return this.#fields.instrument
  }

  get told_features(): number {
    return this.#fields.told_features
  }

  cells(line: string): readonly string[] | null {
    return this.#isAbout(line) || !isReadable(this.#table) ? null : line.split(this.delimiter)
  }

  timeText(line: string): string | null {
    const cells = this.cells(line)
    return cells === null ? null : this.#fields.timeText(this.#valueOf(cells))
  }

  read(line: string, time_format: TimeFormat): Reading {
    if (this.#isAbout(line)) return null
    const { other_log, missing, places } = this.#table
    if (other_log !== null) {
      this.#skipped.add(other_log)
      return null
    }
    if (missing.length > 0) return wholeFault(line, `stands behind a header that lacks ${missing.join(', ')}`)
    const cells = line.split(this.delimiter)
    if (cells.length !== places.size) {
      return wholeFault(line, `has ${String(cells.length)} cells where the header has ${String(places.size)}`)
    }
    return this.#fields.read(this.#valueOf(cells), time_format)
  }

  pass(line: string): void {
    this.#isAbout(line)
  }

  notices(): readonly string[] {
    return passedOver(this.#skipped.text())
  }

  /** Whether a line is about the log; what it tells is obeyed. */
  #isAbout(line: string): boolean {
    if (!line.startsWith('#')) return false
    const table = this.#headers.follow(line)
    if (table === null) return true
    this.#table = table
    if (isReadable(table)) this.#fields = fieldsOf(table)
    return true
  }

  readonly #valueOf = (cells: readonly string[]) => (name: string) => {
    const cell = cells[this.#table.places.get(name) ?? -1]
    return cell === undefined || this.#headers.isUnset(cell) ? null : cell
  }
}

const isReadable = ({ other_log, missing }: ZeekTable): boolean => other_log === null && missing.length === 0
const fieldsOf = ({ places }: ZeekTable): ConnFields => new ConnFields(new Set(places.keys()))
