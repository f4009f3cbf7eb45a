import { AnomalyError } from '../../../contract/errors.ts'
import { parseNumericCell } from '../../flow/cell.ts'
import { CONVERSATION_FEATURES, type ConversationBatch, type NumberColumn } from '../../flow/conversations.ts'
import { FEATURE_NAMES } from '../../flow/features.ts'
import { refuseOtherOrder } from './date-order.ts'
import { FlowBatchBuilder, NO_NUMBER, type RejectedRow } from '../../flow/flow-batch.ts'
import { normaliseName } from '../../flow/names.ts'
import { decodeCell } from './cell-text.ts'
import { type Columns, findColumns } from './columns.ts'
import { recogniseDialect, type TimeFormat } from './dialects.ts'
import { alignNames, findHeader } from './headers.ts'
import { portNumber, protocolNumber } from './identity.ts'
import { lineBlocks, lineEnd, SAMPLED_LINES, sampleLines } from './line-blocks.ts'
import { openCapture } from './open-capture.ts'
import { numberCells } from './layout.ts'
import { repeatedHeader, withPoint } from './parse-row.ts'
import { refusePointsForThousands, type Separators } from './separators.ts'
import { splitCells } from './split-cells.ts'
import { surveyCapture } from './survey.ts'
import { type KnownOfTimes, readTimes } from './time-format.ts'
import { MICROSECONDS, type TimeUnit } from './units.ts'
import { parseTimestampUs, readTimeText } from './timestamp.ts'

const BATCH_ROWS = 4096
const MAX_REJECTED_IN_PART = 1000
const NEWLINE = 0x0a

/** How the conversations of a file are laid out. */
export interface ConversationLayout {
  readonly separators: Separators
  readonly columns: Columns
  readonly time_format: TimeFormat
  readonly time_unit: TimeUnit
  readonly lines_before_rows: number
  readonly notices: readonly string[]
  /** What the first rows could not tell, and all of the file may. */
  readonly open: { readonly times: boolean; readonly unit: false; readonly labels: false }
  /** Whether the file has every feature of a flow, so that it is read as a capture. */
  readonly is_complete: boolean
}

export interface ConversationPart {
  readonly batch: ConversationBatch
  /** Line of each conversation, counted from 1. */
  readonly line_numbers: Uint32Array
  readonly rejected: readonly RejectedRow[]
}

/**
 * Streams a CSV file as conversations: five-tuple, time, duration, packets and payload, from a table of CICFlowMeter that lacks
 * features a model needs. Each row is one conversation or one rejected row.
 * @throws AnomalyError `unreadable_file`, `cancelled`; `unknown_dialect` when a row is a header of other columns, or has a date
 * that only another order makes one
 */
export async function* readConversations(
  path: string,
  layout: ConversationLayout,
  signal?: AbortSignal,
): AsyncGenerator<ConversationPart> {
  const capture = await openCapture(path)
  const position = { line: 1 }
  try {
    const reader = new ConversationReader(layout)
    let skipped = 0
    for await (const block of lineBlocks(capture.bytes, position)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (let start = 0; start < block.length; position.line += 1) {
        const newline = block.indexOf(NEWLINE, start)
        const line = block.toString('latin1', start, lineEnd(block, start, newline))
        start = newline + 1
        if (line.trim() === '') continue
        if (skipped < layout.lines_before_rows) skipped += 1
        else reader.read(line, position.line)
        if (reader.is_full) yield reader.take()
      }
    }
    yield reader.take()
  } finally {
    capture.close()
  }
}

/**
 * The layout by the first lines of a file, and the order of its dates by all of it where these leave it open; null when it
 * has no header.
 * @throws AnomalyError `unreadable_file`, `cancelled`; `unknown_dialect` when a column of a conversation is missing, or dates
 * prove two orders
 */
export async function readConversationLayout(path: string, signal?: AbortSignal): Promise<ConversationLayout | null> {
  const sample = await readSample(path)
  const layout = conversationLayout(sample)
  if (layout?.is_complete !== false || !layout.open.times || sample.length < SAMPLED_LINES) return layout
  const { evidence } = await surveyCapture(path, layout, signal)
  return conversationLayout(sample, evidence === undefined ? {} : { evidence })
}

async function readSample(path: string): Promise<readonly string[]> {
  const capture = await openCapture(path)
  try {
    const position = { line: 1 }
    return (await sampleLines(lineBlocks(capture.bytes, position), position)).sample
  } finally {
    capture.close()
  }
}

function conversationLayout(lines: readonly string[], given: KnownOfTimes = {}): ConversationLayout | null {
  const { separators, names, lines_before } = findHeader(lines)
  if (names === undefined) return null
  const rows = lines.slice(lines_before + 1).map((line) => splitCells(line, separators).cells)
  const columns = findColumns(alignNames(names, rows))
  const missing = Object.values(CONVERSATION_FEATURES).filter((feature) => columns.features[feature]! < 0)
  if (missing.length > 0) throw noConversations(missing)
  if (!separators.is_decimal_comma) refusePointsForThousands(numberCells(rows, columns))
  const dialect = recogniseDialect(new Set(columns.names.map(normaliseName)), false)
  const texts =
    columns.timestamp < 0
      ? []
      : rows
          .filter(({ length }) => length === columns.names.length)
          .map((cells) => readTimeText(decodeCell(cells[columns.timestamp]!).trim()))
  const { time_format, notices, are_times_open } = readTimes(texts, dialect, given)
  return {
    ...{ separators, columns, time_format, time_unit: MICROSECONDS, lines_before_rows: lines_before + 1, notices },
    open: { times: are_times_open, unit: false, labels: false },
    is_complete: columns.features.every((column) => column >= 0),
  }
}

function noConversations(missing: readonly number[]): AnomalyError {
  const names = missing.map((feature) => FEATURE_NAMES[feature]!)
  return new AnomalyError(
    'unknown_dialect',
    `The header lacks ${names.join(', ')}. Behaviour is judged by addresses, ports, times, durations, packets and payload; export these columns too.`,
    { problems: names.map((where) => ({ where, reason: 'missing column' })) },
  )
}

const FEATURES = Object.entries(CONVERSATION_FEATURES) as [keyof typeof CONVERSATION_FEATURES, number][]

class ConversationReader {
  readonly #layout: ConversationLayout
  #builder = new FlowBatchBuilder(BATCH_ROWS)
  #numbers = new Float64Array(BATCH_ROWS * FEATURES.length)
  #rejected: RejectedRow[] = []

  constructor(layout: ConversationLayout) {
    this.#layout = layout
  }

  get is_full(): boolean {
    return this.#builder.rows === BATCH_ROWS || this.#rejected.length === MAX_REJECTED_IN_PART
  }

  read(line: string, line_number: number): void {
    const refusal = this.#read(line, line_number)
    if (refusal !== undefined) this.#rejected.push(refusal)
  }

  take(): ConversationPart {
    const { line_numbers, ...facts } = this.#builder.facts()
    const numbers = this.#numbers
    const columns = FEATURES.map(([name], offset) => [name, { values: numbers, offset, stride: FEATURES.length }])
    const batch = {
      ...facts,
      ...(Object.fromEntries(columns) as Record<keyof typeof CONVERSATION_FEATURES, NumberColumn>),
    }
    const part = { batch, line_numbers, rejected: this.#rejected }
    this.#builder = new FlowBatchBuilder(BATCH_ROWS)
    this.#numbers = new Float64Array(BATCH_ROWS * FEATURES.length)
    this.#rejected = []
    return part
  }

  #read(line: string, line_number: number): RejectedRow | undefined {
    const { separators, columns, time_format } = this.#layout
    const { cells, fault } = splitCells(line, separators)
    const refuse = (column: number | null, reason: string): RejectedRow => ({
      line_number,
      column: column === null ? null : columns.names[column]!.trim(),
      value: decodeCell(column === null ? line : cells[column]!).slice(0, 120),
      reason,
    })
    if (fault !== undefined) return refuse(null, fault)
    if (cells.length !== columns.names.length) {
      const header = repeatedHeader(cells, line_number, columns)
      return (
        header ?? refuse(null, `has ${String(cells.length)} cells where the header has ${String(columns.names.length)}`)
      )
    }
    const { arrays, rows: row } = this.#builder
    for (const [place, [, feature]] of FEATURES.entries()) {
      const column = columns.features[feature]!
      const value = parseNumericCell(separators.is_decimal_comma ? cells[column]!.replace(',', '.') : cells[column]!)
      // A number that the instrument did not tell stays NaN.
      if (value === undefined) return repeatedHeader(cells, line_number, columns) ?? refuse(column, 'is not a number')
      this.#numbers[row * FEATURES.length + place] = value
    }
    const textOf = (column: number) => (column < 0 ? null : decodeCell(cells[column]!))
    arrays.line_numbers[row] = line_number
    const time = textOf(columns.timestamp)?.trim() ?? ''
    const timestamp_us = time === '' ? NaN : parseTimestampUs(time, time_format)
    if (time !== '' && Number.isNaN(timestamp_us)) {
      refuseOtherOrder(time, line_number, time_format.is_order_unseen === true ? undefined : time_format.order)
    }
    arrays.timestamps_us[row] = timestamp_us
    arrays.sources[row] = this.#builder.addressCode(textOf(columns.source_ip))
    arrays.destinations[row] = this.#builder.addressCode(textOf(columns.destination_ip))
    const numberOf = (column: number, read: (text: string) => number) => {
      const text = textOf(column)
      return text === null ? NO_NUMBER : read(separators.is_decimal_comma ? withPoint(text) : text)
    }
    arrays.source_ports[row] = numberOf(columns.source_port, portNumber)
    arrays.destination_ports[row] = numberOf(columns.destination_port, portNumber)
    arrays.protocols[row] = numberOf(columns.protocol, protocolNumber)
    this.#builder.rows = row + 1
    return undefined
  }
}
