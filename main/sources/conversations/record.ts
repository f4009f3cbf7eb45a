import { parseNumericCell } from '../../flow/cell.ts'
import { ANSWER, type Answer } from '../../flow/conversations.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import type { TimeFormat } from '../csv/dialects.ts'
import { portNumber, protocolNumber } from '../csv/identity.ts'
import { parseTimestampUs, sinceEpochUs } from '../csv/timestamp.ts'

/** One conversation as an instrument tells it; a number that it does not tell is NaN. */
export interface ConversationRecord {
  /** Microseconds since 1970 (UTC). */
  time_us: number
  /** The time as it is written. */
  time_text: string | null
  duration_us: number
  source: string | null
  source_port: number
  destination: string | null
  destination_port: number
  /** IANA number, or NO_NUMBER. */
  protocol: number
  forward_packets: number
  backward_packets: number
  forward_bytes: number
  backward_bytes: number
  answer: Answer
  /** State of the connection as it is written; null where the format tells none. */
  state: string | null
  /** Letters of the flags that its TCP packets had, where each direction is a record. */
  tcp_flags: string | null
}

/** What became of a line. */
export type Reading = ConversationRecord | Fault | null

/** Why a row is no conversation. */
export interface Fault {
  /** Name of the column at fault; null when it is the row as a whole. */
  readonly column: string | null
  readonly value: string
  readonly reason: string
}

export const isFault = (reading: ConversationRecord | Fault): reading is Fault => 'reason' in reading

/** Texts of a record, as they are written; null for what is not there. */
export interface RecordTexts {
  readonly time: string | null
  readonly duration_s: string | null
  readonly source: string | null
  readonly source_port: string | null
  readonly destination: string | null
  readonly destination_port: string | null
  readonly protocol: string | null
  readonly forward_packets: string | null
  readonly backward_packets: string | null
  readonly forward_bytes: string | null
  readonly backward_bytes: string | null
}

/** What a file calls each text; null for what it does not have. */
export type RecordNames = Readonly<Record<keyof RecordTexts, string | null>>

/** @param valueOf a cell by its name; null where it is not set */
export function textsOf(names: RecordNames, valueOf: (name: string) => string | null): RecordTexts {
  const text = (name: string | null) => (name === null ? null : valueOf(name))
  return {
    time: text(names.time),
    duration_s: text(names.duration_s),
    source: text(names.source),
    source_port: text(names.source_port),
    destination: text(names.destination),
    destination_port: text(names.destination_port),
    protocol: text(names.protocol),
    forward_packets: text(names.forward_packets),
    backward_packets: text(names.backward_packets),
    forward_bytes: text(names.forward_bytes),
    backward_bytes: text(names.backward_bytes),
  }
}

/** What a name is read as, in words; null for one that nothing is read from. */
export function readAs(names: RecordNames, name: string): string | null {
  const found = Object.entries(names).find(([, own]) => own === name)
  return found === undefined ? null : found[0].replace(/_s$/, '').replaceAll('_', ' ')
}

const NUMBERS = ['duration_s', 'forward_packets', 'backward_packets', 'forward_bytes', 'backward_bytes'] as const

const TCP = 6
const UDP = 17
const SECOND_US = 1e6
const SHOWN_CHARS = 120

/**
 * A record by its texts.
 * @param names for a fault
 */
export function parseRecord(
  texts: RecordTexts,
  time_format: TimeFormat,
  names: RecordNames,
): ConversationRecord | Fault {
  const numbers = {
    duration_s: NaN,
    forward_packets: NaN,
    backward_packets: NaN,
    forward_bytes: NaN,
    backward_bytes: NaN,
  }
  for (const name of NUMBERS) {
    const text = texts[name]
    if (text === null) continue
    const value = parseNumericCell(text)
    if (value === undefined)
      return { column: names[name], value: text.slice(0, SHOWN_CHARS), reason: 'is not a number' }
    if (value < 0) return { column: names[name], value: text.slice(0, SHOWN_CHARS), reason: 'is negative' }
    numbers[name] = value
  }
  const { duration_s, ...counts } = numbers
  const protocol = texts.protocol === null ? NO_NUMBER : protocolNumber(texts.protocol)
  if (protocol === TCP || protocol === UDP) {
    for (const name of ['source_port', 'destination_port'] as const) {
      const text = texts[name]
      if (text !== null && portNumber(text) === NO_NUMBER) {
        return { column: names[name], value: text.slice(0, SHOWN_CHARS), reason: 'is not the number of a port' }
      }
    }
  }
  return {
    ...counts,
    time_text: texts.time,
    time_us: texts.time === null ? NaN : timeOf(texts.time, time_format),
    duration_us: Math.round(duration_s * SECOND_US),
    source: texts.source,
    source_port: texts.source_port === null ? NO_NUMBER : portNumber(texts.source_port),
    destination: texts.destination,
    destination_port: texts.destination_port === null ? NO_NUMBER : portNumber(texts.destination_port),
    protocol,
    answer: ANSWER.untold,
    state: null,
    tcp_flags: null,
  }
}

/** Most instruments write seconds since 1970, for which the many spellings of calendars need not be tried. */
function timeOf(text: string, time_format: TimeFormat): number {
  const since_us = sinceEpochUs(text)
  return Number.isNaN(since_us) ? parseTimestampUs(text, time_format) : since_us
}

/** A record the other way round. */
export function turned(record: ConversationRecord): ConversationRecord {
  return {
    ...record,
    ...{ source: record.destination, source_port: record.destination_port },
    ...{ destination: record.source, destination_port: record.source_port },
    ...{ forward_packets: record.backward_packets, backward_packets: record.forward_packets },
    ...{ forward_bytes: record.backward_bytes, backward_bytes: record.forward_bytes },
  }
}

export const wholeFault = (line: string, reason: string): Fault => ({
  column: null,
  value: line.slice(0, SHOWN_CHARS),
  reason,
})
