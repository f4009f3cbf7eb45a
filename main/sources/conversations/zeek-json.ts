import { ZEEK_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { CONN_MARKS, ConnFields } from './conn-fields.ts'
import { firstObjects, isListMark, type JsonObject, jsonObject, scalarText, Skipped } from './json-line.ts'
import { CONN, noConnLog, passedOver, UNKNOWN_LOG } from './other-logs.ts'
import { type Reading, wholeFault } from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'
import { SeenFields } from './seen-fields.ts'

/** A conn.log of Zeek with a JSON object a line. Some writers put `_` for the point in names. */
export const zeekJson: ConversationFormat = {
  open: (lines, is_whole) => {
    const objects = firstObjects(lines).map(withPoints)
    const is_zeek = objects.some((object) => 'ts' in object && ('id.orig_h' in object || '_path' in object))
    if (!is_zeek) return undefined
    const reader = new ZeekJsonReader(objects)
    if (is_whole) reader.endSettling()
    return reader
  },
}

class ZeekJsonReader implements RowReader {
  readonly dialect = ZEEK_DIALECT
  readonly delimiter = ''
  readonly has_header = false
  readonly columns
  readonly #names: readonly string[]
  readonly #seen = new SeenFields()
  readonly #skipped = new Skipped()
  #fields: ConnFields

  /** Other logs that stand before the first row, as far as two tell that there are several. */
  readonly #others = new Set<string | null>()

  /** @param objects the first ones */
  constructor(objects: readonly JsonObject[]) {
    for (const object of objects) this.#see(object)
    this.#fields = new ConnFields(this.#seen.logged())
    this.#names = [...this.#seen.logged()]
    this.columns = this.#names.map((name) => ({ name, read_as: this.#fields.readAs(name) }))
  }

  get is_settled(): boolean {
    return this.#seen.is_settled
  }

  settle(line: string): void {
    const object = jsonObject(line)
    if (object !== null) this.#see(withPoints(object))
  }

  endSettling(): void {
    if (!this.#seen.has_rows) {
      const [log = null] = this.#others
      throw noConnLog([], this.#others.size === 1 ? log : null)
    }
    this.#fields = new ConnFields(this.#seen.logged())
  }

  #see(own: JsonObject): void {
    if (isConn(own)) this.#seen.add(own)
    else if (this.#others.size < 2) this.#others.add(scalarText(own['_path']))
  }

  get instrument() {
    return this.#fields.instrument
  }

  get told_features(): number {
    return this.#fields.told_features
  }

  cells(line: string): readonly string[] | null {
    const object = jsonObject(line)
    if (object === null) return null
    const own = withPoints(object)
    if (!isConn(own)) return null
    return this.#names.map((name) => scalarText(own[name]) ?? '')
  }

  timeText(line: string): string | null {
    return scalarText(jsonObject(line)?.['ts'])
  }

  read(line: string, time_format: TimeFormat): Reading {
    const object = jsonObject(line)
    if (object === null) return isListMark(line) ? null : wholeFault(line, 'is not a JSON object')
    const own = withPoints(object)
    if (!isConn(own)) {
      this.#skipped.add(logOf(own))
      return null
    }
    return this.#fields.read((name) => scalarText(own[name]), time_format)
  }

  pass(): void {
    // Each object stands for itself.
  }

  notices(): readonly string[] {
    return passedOver(this.#skipped.text())
  }
}

function logOf(object: JsonObject): string {
  const event_type = 'timestamp' in object ? scalarText(object['event_type']) : null
  return scalarText(object['_path']) ?? (event_type === null ? UNKNOWN_LOG : `of Suricata EVE (${event_type})`)
}

function isConn(object: JsonObject): boolean {
  const path = object['_path']
  if (path !== undefined) return path === CONN
  return 'id.orig_h' in object && CONN_MARKS.some((name) => name in object)
}

function withPoints(object: JsonObject): JsonObject {
  if (!('id_orig_h' in object)) return object
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.replace(/^id_/, 'id.'), value]))
}
