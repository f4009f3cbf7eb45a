import { ZEEK_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { ConnFields } from './conn-fields.ts'
import { type Reading, wholeFault } from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'

const FIELDS = '#fields'

/** A conn.log of Zeek as it is written by default: cells between tabs, and lines about them that begin with `#`. */
export const zeekTsv: ConversationFormat = {
  open: (lines) => {
    const is_zeek = lines.slice(0, 10).some((line) => line.startsWith('#separator ') || line.startsWith(FIELDS))
    return is_zeek && lines.some((line) => line.startsWith(FIELDS)) ? new ZeekTsvReader(lines) : undefined
  },
}

class ZeekTsvReader implements RowReader {
  readonly dialect = ZEEK_DIALECT
  readonly has_header = true
  delimiter = '\t'
  #unset = '-'
  #empty = '(empty)'
  #places: ReadonlyMap<string, number> = new Map()
  #fields: ConnFields

  /** @throws AnomalyError `unknown_dialect` when it is another log of Zeek */
  constructor(lines: readonly string[]) {
    for (const line of lines.slice(0, lines.findIndex((each) => each.startsWith(FIELDS)) + 1)) this.#readAbout(line)
    this.#fields = new ConnFields(new Set(this.#places.keys()))
  }

  get instrument() {
    return this.#fields.instrument
  }

  get told_features(): number {
    return this.#fields.told_features
  }

  get columns() {
    return [...this.#places.keys()].map((name) => ({ name, read_as: this.#fields.readAs(name) }))
  }

  cells(line: string): readonly string[] | null {
    return line.startsWith('#') ? null : line.split(this.delimiter)
  }

  timeText(line: string): string | null {
    this.#follow(line)
    const cells = this.cells(line)
    return cells === null ? null : this.#fields.timeText(this.#valueOf(cells))
  }

  read(line: string, time_format: TimeFormat): Reading {
    this.#follow(line)
    if (line.startsWith('#')) return null
    const cells = line.split(this.delimiter)
    if (cells.length !== this.#places.size) {
      return wholeFault(line, `has ${String(cells.length)} cells where the header has ${String(this.#places.size)}`)
    }
    return this.#fields.read(this.#valueOf(cells), time_format)
  }

  pass(line: string): void {
    this.#follow(line)
  }

  /** Rotated logs that were put together have their header again, maybe with other fields. */
  #follow(line: string): void {
    if (!line.startsWith('#') || !this.#readAbout(line)) return
    this.#fields = new ConnFields(new Set(this.#places.keys()))
  }

  notices(): readonly string[] {
    return []
  }

  readonly #valueOf = (cells: readonly string[]) => (name: string) => {
    const cell = cells[this.#places.get(name) ?? -1]
    return cell === undefined || cell === this.#unset || cell === this.#empty || cell === '' ? null : cell
  }

  /** Takes what a line tells about the rows that follow; whether it names their fields. */
  #readAbout(line: string): boolean {
    const escaped = /^#separator \\x([0-9a-f]{2})/i.exec(line)?.[1]
    if (escaped !== undefined) this.delimiter = String.fromCharCode(Number.parseInt(escaped, 16))
    const [name, ...values] = line.split(this.delimiter)
    if (name === '#unset_field') this.#unset = values[0] ?? this.#unset
    if (name === '#empty_field') this.#empty = values[0] ?? this.#empty
    if (name !== FIELDS) return false
    this.#places = new Map(values.map((field, at) => [field, at]))
    return true
  }
}
