import { AnomalyError } from '../../../contract/errors.ts'
import { type InstrumentFacts, tellsTheSame } from '../../flow/conversations.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'
import { refuseTooManyRejected } from '../csv/read-flows.ts'
import type { ConversationPart } from '../conversation-part.ts'
import { openFile, readFileBytes } from '../file-bytes.ts'
import { START_BYTES } from '../file-start.ts'
import type { SourceFacts } from '../source.ts'
import { conversationLines } from './conversation-lines.ts'
import type { ConversationFile } from './conversation-file.ts'
import { DirectionJoin } from './direction-join.ts'
import { isFault } from './record.ts'
import { columnsOf, type PlacedRecord } from './record-columns.ts'
import { TimeWatch } from './time-watch.ts'

const BATCH_ROWS = 4096
const MAX_REJECTED_IN_PART = 1000
/** A part ends here, full or not: whoever waits must see that the file is being read, also where it has few rows. */
const MOST_BYTES_IN_PART = 1 << 24

/**
 * Streams a file as conversations, in constant memory. Each line that is a row is one conversation or one rejected row.
 * @throws AnomalyError `unreadable_file`, also when there are rows and none is a conversation; `cancelled`
 */
export async function* readConversationFile(
  file: ConversationFile,
  signal?: AbortSignal,
): AsyncGenerator<ConversationPart> {
  const bytes = readFileBytes(await openFile(file.path, START_BYTES))
  const collector = new Collector(file)
  let part_bytes = 0
  try {
    for await (const lines of conversationLines(bytes.bytes)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (const { line, line_number } of lines) {
        collector.read(line, line_number)
        if (collector.is_full || collector.is_at_change) yield collector.take(bytes.bytes_read(), null)
      }
      part_bytes += lines.byte_length
      if (part_bytes >= MOST_BYTES_IN_PART) {
        part_bytes = 0
        yield collector.take(bytes.bytes_read(), null)
      }
    }
    collector.finish()
    yield collector.take(bytes.bytes_read(), await bytes.sha256())
  } finally {
    bytes.close()
  }
}

class Collector {
  readonly #file: ConversationFile
  readonly #join: DirectionJoin | null
  readonly #times: TimeWatch
  #ready: PlacedRecord[] = []
  #rejected: RejectedRow[] = []
  #rows = 0
  #rows_told = 0
  #rejections_told = 0
  #first_rejected: RejectedRow | undefined
  /** What the rows that are ready are of; a later header may tell other lengths. */
  #instrument: InstrumentFacts
  /** Set where a header in the middle tells other lengths. */
  #change: string | null = null

  constructor(file: ConversationFile) {
    this.#file = file
    this.#instrument = file.rows.instrument
    this.#times = new TimeWatch(file.time_format)
    this.#join = file.rows.instrument.are_directions_apart ? new DirectionJoin(this.#give) : null
  }

  get is_full(): boolean {
    return this.#ready.length >= BATCH_ROWS || this.#rejected.length === MAX_REJECTED_IN_PART
  }

  /** Whether the next rows have lengths of another kind than those that are ready. */
  get is_at_change(): boolean {
    return this.#file.rows.instrument !== this.#instrument
  }

  read(line: string, line_number: number): void {
    const { rows, time_format } = this.#file
    const reading = rows.read(line, time_format)
    if (this.is_at_change) this.#endTable(line_number)
    if (reading === null) return
    if (isFault(reading)) {
      const rejected = { line_number, ...reading }
      this.#first_rejected ??= rejected
      this.#rejected.push(rejected)
      return
    }
    this.#times.see(reading, line_number)
    const file_row = this.#rows_told + this.#rejections_told + this.#rows + this.#rejected.length
    this.#rows += 1
    const placed = { record: reading, file_row, line_number }
    if (this.#join === null) this.#give(placed)
    else this.#join.add(placed)
  }

  /** @throws AnomalyError `unreadable_file` */
  take(bytes_read: number, sha256: string | null): ConversationPart {
    const columns = columnsOf(this.#ready)
    const rows = this.#rows
    const rejected = this.#rejected
    this.#rows_told += rows
    this.#rejections_told += rejected.length
    refuseTooManyRejected(this.#rejections_told, this.#rows_told, rejected)
    this.#ready = []
    this.#rejected = []
    this.#rows = 0
    const instrument = this.#instrument
    this.#instrument = this.#file.rows.instrument
    return {
      ...columns,
      ...{ rows, rejected, sha256 },
      facts: this.#facts(sha256 !== null),
      instrument,
      progress: { unit: 'bytes', done: bytes_read, total: null },
    }
  }

  /** @throws AnomalyError `unreadable_file` when none of the rows is a conversation, or there is none */
  finish(): void {
    this.#join?.finish()
    const first = this.#first_rejected
    if (this.#rows_told + this.#rows > 0) return
    const { title } = this.#file.rows.dialect
    if (first === undefined) {
      throw new AnomalyError(
        'unreadable_file',
        [`The file has no conversation: no row of ${title} is in it.`, ...this.#file.rows.notices()].join(' '),
      )
    }
    const rejections = this.#rejections_told + this.#rejected.length
    throw new AnomalyError(
      'unreadable_file',
      `None of the ${String(rejections)} rows is a conversation; the first, line ${String(first.line_number)}, ${first.column === null ? '' : `has a ${first.column} that `}${first.reason}.`,
    )
  }

  /** A header that tells the same of its rows ends nothing. */
  #endTable(line_number: number): void {
    const { instrument } = this.#file.rows
    if (tellsTheSame(instrument, this.#instrument)) this.#instrument = instrument
    else {
      this.#join?.finish()
      this.#change ??= `From line ${String(line_number)} on, the file has other columns: ${lengthsOf(instrument)}.`
    }
  }

  readonly #give = (placed: PlacedRecord): void => {
    this.#ready.push(placed)
  }

  #directions(): readonly string[] {
    const notice = this.#join?.notice() ?? null
    return notice === null ? [] : [notice]
  }

  /** @param is_last whether all rows are read */
  #facts(is_last: boolean): SourceFacts {
    const { rows, time_format, notices } = this.#file
    return {
      dialect: rows.dialect.id,
      instrument: rows.dialect.instrument,
      utc_offset_minutes: time_format.utc_offset_minutes,
      notices: [
        ...notices,
        ...(this.#change === null ? [] : [this.#change]),
        ...this.#times.notices(),
        ...rows.notices(),
        ...(is_last ? this.#directions() : []),
      ],
      odd_columns: { duplicates: [], extras: [] },
      axis: 'time',
    }
  }
}

function lengthsOf({ untold, header_bytes }: InstrumentFacts): string {
  if (untold.includes('lengths')) return 'they do not tell how many bytes went each way'
  return header_bytes === null ? 'lengths are payload there' : 'lengths include headers there'
}
