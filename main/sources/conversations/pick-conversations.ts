import { AnomalyError } from '../../../contract/errors.ts'
import { type InstrumentFacts, isAnswered, isAnswerTold, tellsTheSame } from '../../flow/conversations.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { payloadOf } from '../../flow/header-bytes.ts'
import { openFile, readFileBytes } from '../file-bytes.ts'
import { START_BYTES } from '../file-start.ts'
import type { ConversationFile } from './conversation-file.ts'
import { conversationLines, type ReadingWatch } from './conversation-lines.ts'
import { DirectionJoin } from './direction-join.ts'
import { type ConversationRecord, isFault } from './record.ts'
import type { PlacedRecord } from './record-columns.ts'

/** A conversation as its log tells it; null for what the log does not tell. */
export interface PickedConversation {
  /** From 1; of two records that are one conversation, that of the one which opened it. */
  readonly line_number: number
  /** Microseconds since 1970 (UTC). */
  readonly time_us: number | null
  readonly duration_us: number | null
  readonly source: string | null
  readonly source_port: number | null
  readonly destination: string | null
  readonly destination_port: number | null
  /** IANA number. */
  readonly protocol: number | null
  readonly forward_packets: number | null
  readonly backward_packets: number | null
  /** As the log counts them, with headers or without. */
  readonly forward_bytes: number | null
  readonly backward_bytes: number | null
  /** As the detectors across flows take it. */
  readonly is_answered: boolean | null
  /** As it is written. */
  readonly state: string | null
}

/**
 * The conversations that stand on some lines of a file, in their order; a line that has none is left out. The file is read no
 * further than the last of them.
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function pickConversations(
  file: ConversationFile,
  line_numbers: Iterable<number>,
  { signal, onProgress }: ReadingWatch = {},
): Promise<PickedConversation[]> {
  const picker = new Picker(file, new Set(line_numbers))
  const bytes = readFileBytes(await openFile(file.path, START_BYTES))
  try {
    for await (const lines of conversationLines(bytes.bytes)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (const { line, line_number } of lines) picker.read(line, line_number)
      if (picker.is_done) break
      await onProgress?.()
    }
  } finally {
    bytes.close()
  }
  return picker.finish()
}

class Picker {
  readonly #file: ConversationFile
  readonly #wanted: ReadonlySet<number>
  readonly #last_line: number
  readonly #join: DirectionJoin | null
  readonly #picked: PickedConversation[] = []
  #instrument: InstrumentFacts
  #line = 0

  constructor(file: ConversationFile, wanted: ReadonlySet<number>) {
    this.#file = file
    this.#wanted = wanted
    this.#last_line = [...wanted].reduce((last, line) => Math.max(last, line), 0)
    this.#instrument = file.rows.instrument
    this.#join = this.#instrument.are_directions_apart ? new DirectionJoin(this.#give) : null
  }

  /** Whether no line that follows can add anything. */
  get is_done(): boolean {
    return this.#picked.length === this.#wanted.size || (this.#join === null && this.#line >= this.#last_line)
  }

  read(line: string, line_number: number): void {
    const { rows, time_format } = this.#file
    this.#line = line_number
    // Where directions are apart, any line can be the other direction of one that is wanted.
    if (this.#join === null && !this.#wanted.has(line_number)) {
      rows.pass(line)
      return
    }
    const reading = rows.read(line, time_format)
    this.#follow(rows.instrument)
    if (reading === null || isFault(reading)) return
    const placed = { record: reading, file_row: 0, line_number }
    if (this.#join === null) this.#give(placed)
    else this.#join.add(placed)
  }

  finish(): PickedConversation[] {
    this.#join?.finish()
    return this.#picked.sort((one, other) => one.line_number - other.line_number)
  }

  /** As at the import, records on both sides of a header that tells other lengths are not joined. */
  #follow(instrument: InstrumentFacts): void {
    if (instrument === this.#instrument) return
    if (!tellsTheSame(instrument, this.#instrument)) this.#join?.finish()
    this.#instrument = instrument
  }

  readonly #give = ({ record, line_number }: PlacedRecord): void => {
    if (this.#wanted.has(line_number)) this.#picked.push(picked(record, line_number, this.#instrument))
  }
}

function picked(
  record: ConversationRecord,
  line_number: number,
  { header_bytes, are_directions_apart }: InstrumentFacts,
): PickedConversation {
  const { answer, protocol, backward_packets, backward_bytes, state } = record
  const reply_bytes =
    header_bytes === null
      ? backward_bytes
      : payloadOf(backward_bytes, backward_packets, header_bytes, protocol, record.source?.includes(':') === true)
  const answered = [answer, protocol, reply_bytes, backward_packets] as const
  // Where directions are apart, no packets back may be another record that was not seen.
  const has_reply = !are_directions_apart || backward_packets > 0
  return {
    line_number,
    time_us: told(record.time_us),
    duration_us: told(record.duration_us),
    source: record.source,
    source_port: numbered(record.source_port),
    destination: record.destination,
    destination_port: numbered(record.destination_port),
    protocol: numbered(protocol),
    forward_packets: told(record.forward_packets),
    backward_packets: has_reply ? told(backward_packets) : null,
    forward_bytes: told(record.forward_bytes),
    backward_bytes: has_reply ? told(backward_bytes) : null,
    is_answered: isAnswerTold(...answered) ? isAnswered(...answered) : null,
    state,
  }
}

const told = (value: number): number | null => (Number.isNaN(value) ? null : value)
const numbered = (value: number): number | null => (value === NO_NUMBER ? null : value)
