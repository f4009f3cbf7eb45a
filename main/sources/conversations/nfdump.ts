import { ANSWER, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_IP_PACKETS } from '../../flow/header-bytes.ts'
import { ECHO_REPLY, type IcmpKind, isIcmp, NO_ICMP_KIND } from '../../flow/icmp.ts'
import { NFDUMP_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { FollowedTables, findTable, type TableFormat } from './followed-tables.ts'
import type { NamedCells, RecordSpellings } from './named-cells.ts'
import {
  type ConversationRecord,
  isFault,
  parseRecord,
  readAs,
  type Reading,
  type RecordNames,
  textsOf,
} from './record.ts'
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
const FORMAT: TableFormat = {
  spellings: SPELLINGS,
  told: ['time', 'source', 'destination', 'protocol', 'forward_packets'],
}

/** A line with the names of totals follows, and one with their numbers. */
const SUMMARY = /^Summary\s*$/i
const NAMES_OF_TOTALS = /^"?flows"?\s*[,;\t|]/i
const NUMBER = /^\s*"?[-+]?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|nan|inf)?"?\s*$/i
const NOTHING = /^No matching flows/i

/** NetFlow or IPFIX as nfdump writes it with `-o csv`: a record for each direction, unless both were joined with -B. */
export const nfdump: ConversationFormat = {
  open: (lines) => {
    const table = findTable(lines, FORMAT)
    return table === undefined ? undefined : new NfdumpReader(table)
  },
}

interface NfdumpLayout {
  readonly names: RecordNames
  readonly flags: string | null
  /** What the lengths are of, and what is not told. */
  readonly instrument: InstrumentFacts
}

class NfdumpReader implements RowReader {
  readonly dialect = NFDUMP_DIALECT
  readonly has_header = true
  /** Packets each way and the duration; lengths are of IP packets. */
  readonly told_features: number
  readonly delimiter: string
  readonly columns
  readonly #column_names: readonly string[]
  readonly #tables: FollowedTables<NfdumpLayout>
  /** Whether the names or the numbers of totals may come. */
  #are_totals_due = false

  constructor(table: NamedCells) {
    this.delimiter = table.separators.delimiter
    this.#tables = new FollowedTables(table, FORMAT, layoutOf)
    const { names, flags } = this.#tables.layout
    this.#column_names = table.names
    this.columns = table.names.map((name) => ({
      name,
      read_as: name === flags ? 'answered or not' : readAs(names, name),
    }))
    this.told_features = names.duration_s === null ? 2 : 3
  }

  get instrument(): InstrumentFacts {
    return this.#tables.layout.instrument
  }

  cells(line: string): readonly string[] | null {
    const valueOf = this.#row(line)
    return typeof valueOf === 'function' ? this.#column_names.map((name) => valueOf(name) ?? '') : null
  }

  timeText(line: string): string | null {
    const valueOf = this.#row(line)
    return typeof valueOf === 'function' ? valueOf(this.#tables.layout.names.time) : null
  }

  read(line: string, time_format: TimeFormat): Reading {
    const valueOf = this.#row(line)
    if (typeof valueOf !== 'function') return valueOf
    const { names, flags } = this.#tables.layout
    const record = parseRecord(textsOf(names, valueOf), time_format, names)
    if (isFault(record)) return record
    record.tcp_flags = valueOf(flags)
    record.state = record.tcp_flags
    if (!(record.backward_packets > 0)) {
      record.backward_packets = 0
      record.backward_bytes = 0
    }
    record.answer = ANSWER.untold
    if (isIcmp(record.protocol)) {
      const { type, code } = icmpKindOf(record, valueOf(names.destination_port))
      record.source_port = type
      record.destination_port = code
    }
    return record
  }

  pass(line: string): void {
    this.#row(line)
  }

  notices(): readonly string[] {
    return []
  }

  /** The cells of a row, or its fault; null for a header and for totals. */
  #row(line: string): ReturnType<NamedCells['row']> | null {
    if (this.#tables.follow(line)) {
      this.#are_totals_due = false
      return null
    }
    if (NOTHING.test(line)) return null
    if (SUMMARY.test(line) || (this.#are_totals_due && NAMES_OF_TOTALS.test(line))) {
      this.#are_totals_due = true
      return null
    }
    const are_totals = this.#are_totals_due && line.split(/[,;\t|]/).every((cell) => NUMBER.test(cell))
    this.#are_totals_due = false
    // What else stands behind the totals is a row: of files that were put together, rows go on.
    return are_totals ? null : this.#tables.row(line)
  }
}

function layoutOf(table: NamedCells): NfdumpLayout {
  const names = table.recordNames(SPELLINGS)
  return {
    names,
    flags: table.name(...FLAGS),
    instrument: {
      header_bytes: OF_IP_PACKETS,
      untold: [
        ...(names.forward_bytes === null ? (['lengths', 'answers'] as const) : []),
        ...(names.duration_s === null ? (['durations'] as const) : []),
      ],
      // Also where some records tell both: what has packets back is not joined.
      are_directions_apart: true,
      are_icmp_types_told: true,
    },
  }
}

const TYPE_AND_CODE = /^(\d{1,3})\.(\d{1,3})$/
const LARGEST_BYTE = 255

/** Type and code as nfdump writes them in place of the destination port: `type * 256 + code`, or `type.code`. */
function icmpKindOf({ destination_port, backward_packets }: ConversationRecord, text: string | null): IcmpKind {
  const [, type = NaN, code = NaN] = (TYPE_AND_CODE.exec(text ?? '') ?? []).map(Number)
  if (type <= LARGEST_BYTE && code <= LARGEST_BYTE) return kindOf(type, code, backward_packets)
  return destination_port < 0
    ? NO_ICMP_KIND
    : kindOf(destination_port >> 8, destination_port & LARGEST_BYTE, backward_packets)
}

/** Nobody answers a reply: 0 is written by an exporter that does not tell types where there are packets back. */
const kindOf = (type: number, code: number, backward_packets: number): IcmpKind =>
  type === ECHO_REPLY && backward_packets > 0 ? NO_ICMP_KIND : { type, code }
