import { AnomalyError } from '../../../contract/errors.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'
import { lineBlocks, lineEnd } from '../csv/line-blocks.ts'
import { refuseTooManyRejected } from '../csv/read-flows.ts'
import { toSingleByte } from '../csv/text-encoding.ts'
import type { ConversationPart } from '../conversation-part.ts'
import { openFile, readFileBytes } from '../file-bytes.ts'
import { START_BYTES } from '../file-start.ts'
import type { SourceFacts } from '../source.ts'
import type { ConversationFile } from './conversation-file.ts'
import { DirectionJoin } from './direction-join.ts'
import { type ConversationRecord, isFault } from './record.ts'
import { columnsOf, type PlacedRecord } from './record-columns.ts'

const BATCH_ROWS = 4096
const MAX_REJECTED_IN_PART = 1000
/** A part ends here, full or not: whoever waits must see that the file is being read, also where it has few rows. */
const MOST_BYTES_IN_PART = 1 << 24
const NEWLINE = 0x0a

/**
 * Streams a file as conversations, in constant memory. Each line that is a row is one conversation or one rejected row.
 * @throws AnomalyError `unreadable_file`, also when there are rows and none is a conversation; `cancelled`
 */
export async function* readConversationFile(
  file: ConversationFile,
  signal?: AbortSignal,
): AsyncGenerator<ConversationPart> {
  const bytes = readFileBytes(await openFile(file.path, START_BYTES))
  const position = { line: 1 }
  const collector = new Collector(file)
  let part_bytes = 0
  try {
    for await (const block of lineBlocks(toSingleByte(bytes.bytes), position)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (let start = 0; start < block.length; position.line += 1) {
        const newline = block.indexOf(NEWLINE, start)
        const line = block.toString('utf8', start, lineEnd(block, start, newline))
        start = newline + 1
        if (line.trim() !== '') collector.read(line, position.line)
        if (collector.is_full) yield collector.take(bytes.bytes_read(), null)
      }
      part_bytes += block.length
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
  #ready: PlacedRecord[] = []
  #rejected: RejectedRow[] = []
  #rows = 0
  #rows_told = 0
  #rejections_told = 0
  #first_rejected: RejectedRow | undefined

  constructor(file: ConversationFile) {
    this.#file = file
    this.#join = file.rows.instrument.are_directions_apart ? new DirectionJoin(this.#give) : null
  }

  get is_full(): boolean {
    return this.#ready.length >= BATCH_ROWS || this.#rejected.length === MAX_REJECTED_IN_PART
  }

  read(line: string, line_number: number): void {
    const { rows, time_format } = this.#file
    const reading = rows.read(line, time_format)
    if (reading === null) return
    if (isFault(reading)) {
      const rejected = { line_number, ...reading }
      this.#first_rejected ??= rejected
      this.#rejected.push(rejected)
      return
    }
    const file_row = this.#rows_told + this.#rejections_told + this.#rows + this.#rejected.length
    this.#rows += 1
    if (this.#join === null) this.#give(reading, file_row)
    else this.#join.add(reading, file_row)
  }

  /** @throws AnomalyError `unreadable_file` */
  take(bytes_read: number, sha256: string | null): ConversationPart {
    const { batch, file_rows } = columnsOf(this.#ready)
    const rows = this.#rows
    const rejected = this.#rejected
    this.#rows_told += rows
    this.#rejections_told += rejected.length
    refuseTooManyRejected(this.#rejections_told, this.#rows_told, rejected)
    this.#ready = []
    this.#rejected = []
    this.#rows = 0
    return {
      ...{ batch, file_rows, rows, rejected, sha256 },
      facts: this.#facts(sha256 !== null),
      instrument: this.#file.rows.instrument,
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

  readonly #give = (record: ConversationRecord, file_row: number): void => {
    this.#ready.push({ record, file_row })
  }

  /** @param is_last whether all rows are read */
  #facts(is_last: boolean): SourceFacts {
    const { rows, time_format, notices } = this.#file
    return {
      dialect: rows.dialect.id,
      instrument: rows.dialect.instrument,
      utc_offset_minutes: time_format.utc_offset_minutes,
      notices: [...notices, ...rows.notices(), ...(is_last && this.#join !== null ? [this.#join.notice()] : [])],
      odd_columns: { duplicates: [], extras: [] },
      axis: 'time',
    }
  }
}
