import { ANSWER, type Answer, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_FRAMES } from '../../flow/header-bytes.ts'
import { ARGUS_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { Skipped } from './json-line.ts'
import { NamedCells, type RecordSpellings } from './named-cells.ts'
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

const TOLD = ['time', 'source', 'destination', 'protocol'] as const
/** Records about Argus itself. */
const MANAGEMENT = 'man'
/** What Argus tells apart above UDP. */
const OVER_UDP: ReadonlySet<string> = new Set(['rtp', 'rtcp', 'udt'])

/** Argus as `ra -c ,` writes it with a header. */
export const argus: ConversationFormat = {
  open: (lines) => {
    const table = NamedCells.find(lines, (names) =>
      TOLD.every((text) => SPELLINGS[text].some((spelling) => names.has(spelling))),
    )
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

class ArgusReader implements RowReader {
  readonly dialect = ARGUS_DIALECT
  readonly has_header = true
  readonly told_features: number
  readonly instrument: InstrumentFacts
  readonly delimiter: string
  readonly columns
  readonly #table: NamedCells
  readonly #names: RecordNames
  readonly #more: MoreNames
  readonly #has_lengths: boolean
  readonly #skipped = new Skipped()

  constructor(table: NamedCells) {
    this.#table = table
    this.delimiter = table.separators.delimiter
    this.#more = {
      state: table.name('state'),
      direction: table.name('dir'),
      all_packets: table.name('totpkts', 'pkts'),
      all_bytes: table.name('totbytes', 'bytes'),
    }
    const payload = [table.name('sappbytes', 'srcappbytes'), table.name('dappbytes', 'dstappbytes')] as const
    const has_payload = payload.every((name) => name !== null)
    const names = table.recordNames(SPELLINGS)
    this.#names = has_payload ? { ...names, forward_bytes: payload[0], backward_bytes: payload[1] } : names
    const { all_packets, all_bytes, state } = this.#more
    const isTold = (forward: string | null, backward: string | null) => forward !== null && backward !== null
    const has_packets = isTold(names.forward_packets, names.backward_packets ?? all_packets)
    this.#has_lengths = has_payload || (has_packets && isTold(names.forward_bytes, names.backward_bytes ?? all_bytes))
    this.instrument = {
      header_bytes: has_payload ? null : OF_FRAMES,
      untold: [
        ...(state !== null || this.#has_lengths ? [] : (['answers'] as const)),
        ...(this.#has_lengths ? [] : (['lengths'] as const)),
        ...(names.duration_s === null ? (['durations'] as const) : []),
      ],
      are_directions_apart: false,
    }
    this.told_features = (has_packets ? 2 : 0) + (has_payload ? 2 : 0) + (names.duration_s === null ? 0 : 1)
    this.columns = table.names.map((name) => ({ name, read_as: this.#readAs(name) }))
  }

  cells(line: string): readonly string[] | null {
    const valueOf = this.#valueOf(line)
    return valueOf === null ? null : this.#table.names.map((name) => valueOf(name) ?? '')
  }

  timeText(line: string): string | null {
    return this.#valueOf(line)?.(this.#names.time) ?? null
  }

  read(line: string, time_format: TimeFormat): Reading {
    if (line === this.#table.header_line) return null
    const valueOf = this.#table.row(line)
    if (typeof valueOf !== 'function') return valueOf
    const protocol = valueOf(this.#names.protocol)
    if (protocol === MANAGEMENT) {
      this.#skipped.add('management')
      return null
    }
    const texts = textsOf(this.#names, valueOf)
    const over = protocol !== null && OVER_UDP.has(protocol.toLowerCase()) ? 'udp' : protocol
    const record = parseRecord({ ...texts, protocol: over }, time_format, this.#names)
    if (isFault(record)) return record
    const { all_packets, all_bytes, state, direction } = this.#more
    record.backward_packets = restOf(record.backward_packets, record.forward_packets, valueOf(all_packets))
    if (this.#has_lengths) {
      const total = this.instrument.header_bytes === null ? null : valueOf(all_bytes)
      record.backward_bytes = restOf(record.backward_bytes, record.forward_bytes, total)
    } else {
      record.forward_bytes = NaN
      record.backward_bytes = NaN
    }
    record.answer = answerOf(valueOf(state), record)
    return valueOf(direction)?.replaceAll(' ', '') === '<-' ? turned(record) : record
  }

  notices(): readonly string[] {
    const skipped = this.#skipped.text()
    return skipped === null ? [] : [`Records about Argus itself were passed over: ${skipped}.`]
  }

  #readAs(name: string): string | null {
    const { state, direction, all_packets, all_bytes } = this.#more
    if (name === state) return 'answered or not'
    if (name === direction) return 'direction'
    if (name === all_packets) return 'packets of both'
    return name === all_bytes ? 'bytes of both' : readAs(this.#names, name)
  }

  #valueOf(line: string): ((name: string | null) => string | null) | null {
    const valueOf = line === this.#table.header_line ? null : this.#table.row(line)
    return typeof valueOf === 'function' ? valueOf : null
  }
}

/** What a total leaves for the other direction, where that is not told. */
function restOf(own: number, other: number, total: string | null): number {
  if (!Number.isNaN(own) || total === null) return own
  const rest = Number(total) - other
  return rest >= 0 ? rest : NaN
}

const UNANSWERED: ReadonlySet<string> = new Set(['REQ', 'INT', 'ECO'])
const ANSWERED: ReadonlySet<string> = new Set(['CON', 'FIN', 'CLO', 'RSP', 'ECR'])

/** By the state in a word, or by the flags of TCP of either side, such as `S_RA`. */
function answerOf(state: string | null, { protocol }: ConversationRecord): Answer {
  if (state === null) return ANSWER.untold
  const sides = /^([SAPRFUEC]*)_([SAPRFUEC]*)$/i.exec(state)
  if (sides !== null && protocol === 6) {
    const [, source = '', target = ''] = sides
    if (target.includes('P')) return ANSWER.answered
    return source.includes('S') && !target.includes('S') ? ANSWER.unanswered : ANSWER.untold
  }
  if (UNANSWERED.has(state)) return ANSWER.unanswered
  return ANSWERED.has(state) ? ANSWER.answered : ANSWER.untold
}
