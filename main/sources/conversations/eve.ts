import { ANSWER, type Answer, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_FRAMES } from '../../flow/header-bytes.ts'
import { isIcmp } from '../../flow/icmp.ts'
import { EVE_DIALECT, type TimeFormat } from '../csv/dialects.ts'
import { portNumber } from '../csv/identity.ts'
import { parseTimestampUs } from '../csv/timestamp.ts'
import { firstObjects, isListMark, isObject, type JsonObject, jsonObject, scalarText, Skipped } from './json-line.ts'
import { isFault, parseRecord, readAs, type Reading, type RecordNames, textsOf, wholeFault } from './record.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'

const NAMES = {
  time: 'flow.start',
  duration_s: null,
  source: 'src_ip',
  source_port: 'src_port',
  destination: 'dest_ip',
  destination_port: 'dest_port',
  protocol: 'proto',
  forward_packets: 'flow.pkts_toserver',
  backward_packets: 'flow.pkts_toclient',
  forward_bytes: 'flow.bytes_toserver',
  backward_bytes: 'flow.bytes_toclient',
} as const satisfies RecordNames

const END = 'flow.end'
/** They stand beside the ends of ICMP, which has no ports. */
const ICMP_TYPE = 'icmp_type'
const ICMP_CODE = 'icmp_code'
const STATE = 'flow.state'
const STATES = [STATE, 'tcp.tcp_flags_ts', 'tcp.tcp_flags_tc']
const FLOW = 'flow'
const EVENT_TYPE = /"event_type"\s*:\s*"([^"\\]{1,60})"/
const EVENT_TYPE_NAME = '"event_type"'
const SYN = 0x02

/** The flow events in the EVE log of Suricata: a JSON object a line, among events of other types. */
export const eve: ConversationFormat = {
  open: (lines) => {
    const is_eve = firstObjects(lines).some((object) => 'event_type' in object && 'timestamp' in object)
    return is_eve ? new EveReader() : undefined
  },
}

class EveReader implements RowReader {
  readonly dialect = EVE_DIALECT
  readonly delimiter = ''
  readonly has_header = false
  /** Packets each way and the duration; lengths are of frames. */
  readonly told_features = 3
  readonly instrument: InstrumentFacts = {
    ...{ header_bytes: OF_FRAMES, untold: [], are_directions_apart: false, are_icmp_types_told: true },
  }
  readonly columns = [
    ...Object.values(NAMES).flatMap((name) => (name === null ? [] : [{ name, read_as: readAs(NAMES, name) }])),
    { name: ICMP_TYPE, read_as: 'ICMP type' },
    { name: ICMP_CODE, read_as: 'ICMP code' },
    { name: END, read_as: 'end' },
    ...STATES.map((name) => ({ name, read_as: 'answered or not' })),
  ]
  readonly #skipped = new Skipped()

  cells(line: string): readonly string[] | null {
    const valueOf = flowOf(jsonObject(line))
    return valueOf === null ? null : this.columns.map(({ name }) => valueOf(name) ?? '')
  }

  timeText(line: string): string | null {
    return flowOf(jsonObject(line))?.(NAMES.time) ?? null
  }

  read(line: string, time_format: TimeFormat): Reading {
    const glimpsed = glimpsedType(line)
    const event = glimpsed === null || glimpsed === FLOW ? jsonObject(line) : null
    const event_type = glimpsed ?? scalarText(event?.['event_type'])
    if (event_type !== null && event_type !== FLOW) {
      this.#skipped.add(event_type)
      return null
    }
    const valueOf = flowOf(event)
    if (valueOf === null) return isListMark(line) ? null : wholeFault(line, 'is not an event of EVE in one line')
    const record = parseRecord(textsOf(NAMES, valueOf), time_format, NAMES)
    if (isFault(record)) return record
    if (isIcmp(record.protocol)) {
      record.source_port = portNumber(valueOf(ICMP_TYPE) ?? '')
      record.destination_port = portNumber(valueOf(ICMP_CODE) ?? '')
    }
    const end = valueOf(END)
    const duration_us = end === null ? NaN : parseTimestampUs(end, time_format) - record.time_us
    record.duration_us = duration_us >= 0 ? duration_us : NaN
    record.state = valueOf(STATE)
    record.answer = answerOf(record.state, valueOf)
    return record
  }

  pass(): void {
    // Each event stands for itself.
  }

  notices(): readonly string[] {
    const skipped = this.#skipped.text()
    return skipped === null ? [] : [`Events of other types than flow were passed over: ${skipped}.`]
  }
}

/** The type of an event without parsing it; null where the line does not tell it, or not it alone: an event can hold others. */
function glimpsedType(line: string): string | null {
  const at = line.indexOf(EVENT_TYPE_NAME)
  if (at < 0 || line.includes(EVENT_TYPE_NAME, at + EVENT_TYPE_NAME.length)) return null
  return EVENT_TYPE.exec(line)?.[1] ?? null
}

/** Values of a flow event by their path; null for what is none. */
function flowOf(event: JsonObject | null): ((path: string) => string | null) | null {
  if (event?.['event_type'] !== FLOW) return null
  return (path) => {
    const [first = '', second] = path.split('.')
    const value = event[first]
    return scalarText(second === undefined ? value : isObject(value) ? value[second] : undefined)
  }
}

/** Flags of TCP are the union of all packets of a direction: a target that sent no SYN refused the connection. */
function answerOf(state: string | null, valueOf: (path: string) => string | null): Answer {
  if (state === 'new') return ANSWER.unanswered
  const [to_server, to_client] = [valueOf('tcp.tcp_flags_ts'), valueOf('tcp.tcp_flags_tc')].map(flagsOf)
  if (to_server === undefined || to_client === undefined) return ANSWER.untold
  return (to_server & SYN) !== 0 && (to_client & SYN) === 0 ? ANSWER.unanswered : ANSWER.untold
}

function flagsOf(text: string | null): number | undefined {
  return text !== null && /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : undefined
}
