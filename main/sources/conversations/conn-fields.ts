import { ANSWER, type Answer, type InstrumentFacts } from '../../flow/conversations.ts'
import { OF_IP_PACKETS } from '../../flow/header-bytes.ts'
import type { TimeFormat } from '../csv/dialects.ts'
import { CONN, noConnLog } from './other-logs.ts'
import { type ConversationRecord, type Fault, isFault, parseRecord, readAs, textsOf } from './record.ts'

/** Names of fields in a conn.log of Zeek. */
export const NAMES = {
  time: 'ts',
  duration_s: 'duration',
  source: 'id.orig_h',
  source_port: 'id.orig_p',
  destination: 'id.resp_h',
  destination_port: 'id.resp_p',
  protocol: 'proto',
  forward_packets: 'orig_pkts',
  backward_packets: 'resp_pkts',
  forward_bytes: 'orig_bytes',
  backward_bytes: 'resp_bytes',
} as const

/** Lengths with headers, where a log has no others. */
const IP_NAMES = { ...NAMES, forward_bytes: 'orig_ip_bytes', backward_bytes: 'resp_ip_bytes' } as const

export const STATE = 'conn_state'

/** Fields that conn.log has and no other log of Zeek; some logs are written with few fields. */
export const CONN_MARKS = [
  STATE,
  'history',
  NAMES.forward_packets,
  NAMES.forward_bytes,
  IP_NAMES.forward_bytes,
] as const

/** What a conn.log has by default, of what is read. */
export const CONN_FIELDS: readonly string[] = [...Object.values(NAMES), STATE]

/** Nobody answered, or with a reset: as Zeek documents conn_state. */
const UNANSWERED: ReadonlySet<string> = new Set(['S0', 'REJ', 'RSTOS0', 'SH'])
/** Both sides opened it. */
export const ANSWERED: ReadonlySet<string> = new Set(['S1', 'S2', 'S3', 'SF', 'RSTO', 'RSTR'])

function answerOf(state: string | null): Answer {
  if (state === null) return ANSWER.untold
  if (UNANSWERED.has(state)) return ANSWER.unanswered
  return ANSWERED.has(state) ? ANSWER.answered : ANSWER.untold
}

/** What a conn.log of Zeek with some fields tells of a conversation, whatever its rows are written in. */
export class ConnFields {
  readonly instrument: InstrumentFacts
  readonly told_features: number
  readonly #names: typeof NAMES | typeof IP_NAMES

  /** @throws AnomalyError `unknown_dialect` when they lack what a conversation needs */
  constructor(fields: ReadonlySet<string>) {
    const missing = missingIn(fields)
    if (missing.length > 0) throw noConnLog(missing, CONN)
    const has_payload = fields.has(NAMES.backward_bytes)
    const has_packets = fields.has(NAMES.backward_packets)
    const has_lengths = has_payload || (has_packets && fields.has(IP_NAMES.backward_bytes))
    this.#names = has_payload ? NAMES : IP_NAMES
    this.instrument = {
      header_bytes: has_payload ? null : OF_IP_PACKETS,
      untold: [
        ...(fields.has(STATE) || has_lengths ? [] : (['answers'] as const)),
        ...(has_lengths ? [] : (['lengths'] as const)),
        ...(fields.has(NAMES.duration_s) ? [] : (['durations'] as const)),
      ],
      are_directions_apart: false,
      are_icmp_types_told: true,
    }
    const { duration_s, forward_packets, backward_packets, forward_bytes, backward_bytes } = NAMES
    const features = [duration_s, forward_packets, backward_packets, forward_bytes, backward_bytes]
    this.told_features = features.filter((name) => fields.has(name)).length
  }

  /** What a field is read as; null for one that nothing is read from. */
  readAs(name: string): string | null {
    return name === STATE ? 'answered or not' : readAs(this.#names, name)
  }

  /** @param valueOf a field as text; null where it is not set */
  read(valueOf: (name: string) => string | null, time_format: TimeFormat): ConversationRecord | Fault {
    const record = parseRecord(textsOf(this.#names, valueOf), time_format, this.#names)
    if (isFault(record)) return record
    record.state = valueOf(STATE)
    record.answer = answerOf(record.state)
    return record
  }

  timeText(valueOf: (name: string) => string | null): string | null {
    return valueOf(NAMES.time)
  }
}

const NEEDED = [NAMES.time, NAMES.source, NAMES.destination, NAMES.protocol] as const

/** What a conversation needs and a log with some fields does not have. */
export function missingIn(fields: ReadonlySet<string>): readonly string[] {
  return NEEDED.filter((name) => !fields.has(name))
}
