import { ANSWER, type Answer, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_FRAMES } from '../../flow/header-bytes.ts'
import { counterpartOf, type IcmpKind, isIcmp, NO_ICMP_KIND } from '../../flow/icmp.ts'
import { ARGUS_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { Skipped } from './json-line.ts'
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
  turned,
} from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'

/** Spellings of `ra -c ,`, and of data sets made with it. */
const SPELLINGS = {
  time: ['starttime', 'stime'],
  duration_s: ['dur'],
  source: ['srcaddr', 'saddr'],
  source_port: ['sport'],
  destination: ['dstaddr', 'daddr'],
  destination_port: ['dport'],
  protocol: ['proto'],
  forward_packets: ['srcpkts', 'spkts'],
  backward_packets: ['dstpkts', 'dpkts'],
  forward_bytes: ['srcbytes', 'sbytes'],
  backward_bytes: ['dstbytes', 'dbytes'],
} as const satisfies RecordSpellings

const FORMAT: TableFormat = { spellings: SPELLINGS, told: ['time', 'source', 'destination', 'protocol'] }
/** Records about Argus itself. */
const MANAGEMENT = 'man'
/** What Argus tells apart above UDP. */
const OVER_UDP: ReadonlySet<string> = new Set(['rtp', 'rtcp', 'udt'])

/** Argus as `ra -c ,` writes it with a header. */
export const argus: ConversationFormat = {
  open: (lines) => {
    const table = findTable(lines, FORMAT)
    return table === undefined ? undefined : new ArgusReader(table)
  },
}

/** Columns beside those of a record. */
interface MoreNames {
  readonly state: string | null
  readonly direction: string | null
  readonly all_packets: string | null
  readonly all_bytes: string | null
}

/** What a header says of the rows behind it. */
interface ArgusLayout {
  readonly names: RecordNames
  readonly more: MoreNames
  readonly has_lengths: boolean
  readonly told_features: number
  readonly instrument: InstrumentFacts
}

class ArgusReader implements RowReader {
  readonly dialect = ARGUS_DIALECT
  readonly has_header = true
  readonly told_features: number
  readonly delimiter: string
  readonly columns
  readonly #column_names: readonly string[]
  readonly #tables: FollowedTables<ArgusLayout>
  readonly #skipped = new Skipped()

  constructor(table: NamedCells) {
    this.delimiter = table.separators.delimiter
    this.#tables = new FollowedTables(table, FORMAT, layoutOf)
    const { layout } = this.#tables
    this.told_features = layout.told_features
    this.#column_names = table.names
    this.columns = table.names.map((name) => ({ name, read_as: columnReadAs(name, layout) }))
  }

  get instrument(): InstrumentFacts {
    return this.#tables.layout.instrument
  }

  cells(line: string): readonly string[] | null {
    const valueOf = this.#valueOf(line)
    return valueOf === null ? null : this.#column_names.map((name) => valueOf(name) ?? '')
  }

  timeText(line: string): string | null {
    return this.#valueOf(line)?.(this.#tables.layout.names.time) ?? null
  }

  read(line: string, time_format: TimeFormat): Reading {
    if (this.#tables.follow(line)) return null
    const valueOf = this.#tables.row(line)
    if (typeof valueOf !== 'function') return valueOf
    const { names, more, has_lengths, instrument } = this.#tables.layout
    const protocol = valueOf(names.protocol)
    if (protocol === MANAGEMENT) {
      this.#skipped.add('management')
      return null
    }
    const texts = textsOf(names, valueOf)
    const over = protocol !== null && OVER_UDP.has(protocol.toLowerCase()) ? 'udp' : protocol
    const record = parseRecord({ ...texts, protocol: over }, time_format, names)
    if (isFault(record)) return record
    const { all_packets, all_bytes, state, direction } = more
    record.backward_packets = restOf(record.backward_packets, record.forward_packets, valueOf(all_packets))
    if (has_lengths) {
      const total = instrument.header_bytes === null ? null : valueOf(all_bytes)
      record.backward_bytes = restOf(record.backward_bytes, record.forward_bytes, total)
    } else {
      record.forward_bytes = NaN
      record.backward_bytes = NaN
    }
    record.state = valueOf(state)
    const is_turned = valueOf(direction)?.replaceAll(' ', '') === '<-'
    record.answer = answerOf(record.state, record, is_turned)
    if (isIcmp(record.protocol)) {
      const { type, code } = icmpKindOf(record, valueOf(names.source_port))
      // The type is of what the source sends; here only the target sent.
      const own = is_turned ? counterpartOf(type) : type
      return { ...(is_turned ? turned(record) : record), source_port: own, destination_port: code }
    }
    return is_turned ? turned(record) : record
  }

  pass(line: string): void {
    this.#tables.follow(line)
  }

  notices(): readonly string[] {
    const skipped = this.#skipped.text()
    return skipped === null ? [] : [`Records about Argus itself were passed over: ${skipped}.`]
  }

  #valueOf(line: string): ((name: string | null) => string | null) | null {
    const valueOf = this.#tables.follow(line) ? null : this.#tables.row(line)
    return typeof valueOf === 'function' ? valueOf : null
  }
}

function layoutOf(table: NamedCells): ArgusLayout {
  const more: MoreNames = {
    state: table.name('state'),
    direction: table.name('dir'),
    all_packets: table.name('totpkts', 'pkts'),
    all_bytes: table.name('totbytes', 'bytes'),
  }
  const payload = [table.name('sappbytes', 'srcappbytes'), table.name('dappbytes', 'dstappbytes')] as const
  const has_payload = payload.every((name) => name !== null)
  const names = table.recordNames(SPELLINGS)
  const { all_packets, all_bytes, state } = more
  const isTold = (forward: string | null, backward: string | null) => forward !== null && backward !== null
  const has_packets = isTold(names.forward_packets, names.backward_packets ?? all_packets)
  const has_lengths = has_payload || (has_packets && isTold(names.forward_bytes, names.backward_bytes ?? all_bytes))
  return {
    names: has_payload ? { ...names, forward_bytes: payload[0], backward_bytes: payload[1] } : names,
    more,
    has_lengths,
    told_features: (has_packets ? 2 : 0) + (has_payload ? 2 : 0) + (names.duration_s === null ? 0 : 1),
    instrument: {
      header_bytes: has_payload ? null : OF_FRAMES,
      untold: [
        ...(state !== null || has_lengths ? [] : (['answers'] as const)),
        ...(has_lengths ? [] : (['lengths'] as const)),
        ...(names.duration_s === null ? (['durations'] as const) : []),
      ],
      are_directions_apart: false,
      are_icmp_types_told: true,
    },
  }
}

function columnReadAs(name: string, { names, more }: ArgusLayout): string | null {
  const { state, direction, all_packets, all_bytes } = more
  if (name === state) return 'answered or not'
  if (name === direction) return 'direction'
  if (name === all_packets) return 'packets of both'
  return name === all_bytes ? 'bytes of both' : readAs(names, name)
}

/** What a total leaves for the other direction, where that is not told. */
function restOf(own: number, other: number, total: string | null): number {
  if (!Number.isNaN(own) || total === null) return own
  const rest = Number(total) - other
  return rest >= 0 ? rest : NaN
}

const HEXADECIMAL = /^0x/i

/** Type and code as Argus writes them in place of the source port, `0x0303`: the code before the type. A plain 0 tells none. */
function icmpKindOf({ source_port }: ConversationRecord, text: string | null): IcmpKind {
  const is_told = source_port > 0 || (source_port === 0 && HEXADECIMAL.test(text ?? ''))
  return is_told ? { type: source_port & 0xff, code: source_port >> 8 } : NO_ICMP_KIND
}

const UNANSWERED: ReadonlySet<string> = new Set(['REQ', 'INT', 'ECO'])
const ANSWERED: ReadonlySet<string> = new Set(['CON', 'FIN', 'CLO', 'RSP', 'ECR'])

/**
 * By the state in a word, or by the flags of TCP of either side, such as `S_RA`.
 * @param is_turned whether the target stands first, also in the flags
 */
function answerOf(state: string | null, { protocol }: ConversationRecord, is_turned: boolean): Answer {
  if (state === null) return ANSWER.untold
  const sides = /^([SAPRFUEC]*)_([SAPRFUEC]*)$/i.exec(state)
  if (sides !== null && protocol === 6) {
    const [, first = '', second = ''] = sides
    const [source, target] = is_turned ? [second, first] : [first, second]
    if (target.includes('P')) return ANSWER.answered
    return source.includes('S') && !target.includes('S') ? ANSWER.unanswered : ANSWER.untold
  }
  if (UNANSWERED.has(state)) return ANSWER.unanswered
  return ANSWERED.has(state) ? ANSWER.answered : ANSWER.untold
}
