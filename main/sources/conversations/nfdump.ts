import { ANSWER, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_IP_PACKETS } from '../../flow/header-bytes.ts'
import { NFDUMP_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { NamedCells, type RecordSpellings } from './named-cells.ts'
import { isFault, parseRecord, readAs, type Reading, type RecordNames, textsOf } from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'

/** Spellings of nfdump 1.6, of 1.7, and of its long output as CSV. */
const SPELLINGS = {
  time: ['ts', 'firstseen', 'datefirstseen'],
  duration_s: ['td', 'duration'],
  source: ['sa', 'srcaddr', 'srcip', 'srcipaddr'],
  source_port: ['sp', 'srcport', 'srcpt'],
  destination: ['da', 'dstaddr', 'dstip', 'dstipaddr'],
  destination_port: ['dp', 'dstport', 'dstpt'],
  protocol: ['pr', 'proto'],
  forward_packets: ['ipkt', 'packets', 'inpackets'],
  backward_packets: ['opkt', 'outpackets'],
  forward_bytes: ['ibyt', 'bytes', 'inbytes'],
  backward_bytes: ['obyt', 'outbytes'],
} as const satisfies RecordSpellings

const FLAGS = ['flg', 'flags'] as const
const TOLD = ['time', 'source', 'destination', 'protocol', 'forward_packets'] as const

/** Totals follow behind this line. */
const SUMMARY = /^Summary\s*$/i
const NOTHING = /^No matching flows/i

/** NetFlow or IPFIX as nfdump writes it with `-o csv`: a record for each direction, unless both were joined with -B. */
export const nfdump: ConversationFormat = {
  open: (lines) => {
    const table = NamedCells.find(lines, (names) =>
      TOLD.every((text) => SPELLINGS[text].some((spelling) => names.has(spelling))),
    )
    return table === undefined ? undefined : new NfdumpReader(table, lines)
  },
}

class NfdumpReader implements RowReader {
  readonly dialect = NFDUMP_DIALECT
  readonly has_header = true
  /** Packets each way and the duration; lengths are of IP packets. */
  readonly told_features: number
  readonly instrument: InstrumentFacts
  readonly delimiter: string
  readonly columns
  readonly #table: NamedCells
  readonly #names: RecordNames
  readonly #flags: string | null
  #is_over = false

  constructor(table: NamedCells, lines: readonly string[]) {
    this.#table = table
    this.delimiter = table.separators.delimiter
    this.#names = table.recordNames(SPELLINGS)
    this.#flags = table.name(...FLAGS)
    this.columns = table.names.map((name) => ({
      name,
      read_as: name === this.#flags ? 'answered or not' : readAs(this.#names, name),
    }))
    const has_both = lines.some((line) => Number(this.#valueOf(line)?.(this.#names.backward_packets) ?? 0) > 0)
    this.told_features = this.#names.duration_s === null ? 2 : 3
    this.instrument = {
      header_bytes: OF_IP_PACKETS,
      untold: [
        ...(this.#names.forward_bytes === null ? (['lengths', 'answers'] as const) : []),
        ...(this.#names.duration_s === null ? (['durations'] as const) : []),
      ],
      are_directions_apart: !has_both,
    }
  }

  cells(line: string): readonly string[] | null {
    const valueOf = this.#isRow(line) ? this.#valueOf(line) : null
    return valueOf === null ? null : this.#table.names.map((name) => valueOf(name) ?? '')
  }

  timeText(line: string): string | null {
    return this.#isRow(line) ? (this.#valueOf(line)?.(this.#names.time) ?? null) : null
  }

  read(line: string, time_format: TimeFormat): Reading {
    // Of files that were put together, rows go on behind the next header.
    if (line === this.#table.header_line) this.#is_over = false
    if (SUMMARY.test(line)) this.#is_over = true
    if (this.#is_over || !this.#isRow(line)) return null
    const valueOf = this.#table.row(line)
    if (typeof valueOf !== 'function') return valueOf
    const record = parseRecord(textsOf(this.#names, valueOf), time_format, this.#names)
    if (isFault(record)) return record
    record.tcp_flags = valueOf(this.#flags)
    if (!(record.backward_packets > 0)) {
      record.backward_packets = 0
      record.backward_bytes = 0
    }
    record.answer = ANSWER.untold
    return record
  }

  notices(): readonly string[] {
    return []
  }

  #isRow(line: string): boolean {
    return line !== this.#table.header_line && !SUMMARY.test(line) && !NOTHING.test(line)
  }

  #valueOf(line: string): ((name: string | null) => string | null) | null {
    const valueOf = this.#table.row(line)
    return typeof valueOf === 'function' ? valueOf : null
  }
}
