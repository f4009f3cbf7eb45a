import { AnomalyError } from '../../../contract/errors.ts'
import { decodeCell } from './cell-text.ts'
import { type FlowBatch, FlowBatchBuilder, type RejectedRow } from '../../flow/flow-batch.ts'
import { detectLayout, type Layout, type LayoutOptions } from './layout.ts'
import { lineBlocks, lineEnd, SAMPLED_LINES, sampleLines } from './line-blocks.ts'
import type { MissingCells } from '../../flow/missing-cells.ts'
import { openCapture } from './open-capture.ts'
import { parseRow } from './parse-row.ts'
import type { PartMemory } from './part-memory.ts'
import { PlainRowParser } from './plain-row.ts'
import { type RowLines, RowLinesBuilder } from './row-lines.ts'
import { splitCells } from './split-cells.ts'
import { surveyCapture } from './survey.ts'
import type { UnreadCells } from '../../flow/unread-cells.ts'
import { PAUSE, withPauses } from '../with-pauses.ts'

export interface ReadOptions extends LayoutOptions {
  /** Flows in a full batch. */
  readonly batch_rows?: number
  /** Keep the line of every classified row, for a labelled copy of the file. */
  readonly keep_lines?: boolean
  /** Send every row the general way, to hold the fast one against it. */
  readonly is_general_only?: boolean
  /** Gives the memory of a part that is done with, to be filled again; without it each part has its own. */
  readonly usedMemory?: () => PartMemory | undefined
  /** Whether parts end by their rows alone, whatever time they take, so that the file read again has the same ones. */
  readonly has_fixed_parts?: boolean
  readonly signal?: AbortSignal
}

/** A part of a capture: flows, the rows between them that were rejected, and how far the file has been read. */
export interface ReadPart {
  readonly layout: Layout
  readonly batch: FlowBatch
  readonly rejected: readonly RejectedRow[]
  /** Cells of the batch's flows that were taken as missing. */
  readonly missing: readonly MissingCells[]
  /** Cells of the batch's flows that were read as nothing. */
  readonly unread: readonly UnreadCells[]
  /** Line of each flow of the batch, when `keep_lines` is set. */
  readonly lines: RowLines | null
  readonly bytes_read: number
  /** SHA-256 of the file, on the last part only. */
  readonly sha256: string | null
}

const NEWLINE = 0x0a
const DEFAULT_BATCH_ROWS = 4096
/** A file of nothing but faulty rows must not pile them up. */
const MAX_REJECTED_IN_PART = 1000
/** Several times what a full batch of a flow meter has. Rows of a megabyte must not pile up either. */
const MAX_PART_BYTES = 1 << 24
/** A part that is not full goes on when nothing comes for this long. */
const FLUSH_MS = 1000
/** A rejected row takes more space in the store than in the file: rows of a few bytes must not fill a disk. */
const MAX_USELESS_REJECTIONS = 1_000_000

/**
 * Streams a capture as batches of flows in constant memory. Each non-blank line after the header is exactly one flow
 * or one rejected row. A file of a million rejected rows and fewer flows is refused.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features`, `cancelled`.
 */
export async function* readFlows(path: string, options: ReadOptions = {}): AsyncGenerator<ReadPart> {
  const capture = await openCapture(path)
  const position = { line: 1 }
  try {
    const { blocks, ...sampled } = await sampleLines(lineBlocks(capture.bytes, position), position)
    const rows = new RowReader(await findLayout(path, sampled, options), options)
    for await (const block of options.has_fixed_parts === true ? blocks : withPauses(blocks, FLUSH_MS)) {
      if (options.signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      if (block === PAUSE) {
        if (rows.has_any) yield rows.take(capture.bytes_read())
        continue
      }
      for (let start = 0; start < block.length; position.line += 1) {
        start = rows.read(block, start, position.line)
        if (rows.is_full) yield rows.take(capture.bytes_read())
      }
    }
    yield { ...rows.take(capture.bytes_read()), sha256: await capture.sha256() }
  } finally {
    capture.close()
  }
}

/**
 * The layout of a capture and its first rows, without classifying any.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features`
 */
export async function readLayout(
  path: string,
  options: LayoutOptions = {},
): Promise<{ layout: Layout; sample_lines: readonly string[] }> {
  const capture = await openCapture(path)
  try {
    const position = { line: 1 }
    const { sample, line_numbers } = await sampleLines(lineBlocks(capture.bytes, position), position)
    const layout = await findLayout(path, { sample, line_numbers }, options)
    return { layout, sample_lines: sample.slice(layout.lines_before_rows) }
  } finally {
    capture.close()
  }
}

/** The layout by the first lines; what they leave open is looked up in all of the file. */
async function findLayout(
  path: string,
  { sample, line_numbers }: { readonly sample: readonly string[]; readonly line_numbers: readonly number[] },
  { utc_offset_minutes, measured_lacks, accept_missing_features, signal }: ReadOptions,
): Promise<Layout> {
  const options = {
    line_numbers,
    ...(utc_offset_minutes === undefined ? {} : { utc_offset_minutes }),
    ...(measured_lacks === undefined ? {} : { measured_lacks }),
    ...(accept_missing_features === undefined ? {} : { accept_missing_features }),
  }
  const layout = detectLayout(sample, options)
  const is_all = sample.length < SAMPLED_LINES && Buffer.byteLength(sample.join('\n')) < 1 << 20
  if (is_all || !(layout.open.times || layout.open.unit || layout.open.labels)) return layout
  return detectLayout(sample, { ...options, survey: await surveyCapture(path, layout, signal) })
}

/** Turns lines into a growing batch. */
class RowReader {
  readonly #layout: Layout
  readonly #batch_rows: number
  readonly #keep_lines: boolean
  readonly #plain: PlainRowParser | null
  readonly #usedMemory: () => PartMemory | undefined
  #lines_before_rows: number
  #builder: FlowBatchBuilder
  #rejected: RejectedRow[] = []
  #part_bytes = 0
  #flows_told = 0
  #rejections_told = 0
  #lines: RowLinesBuilder | null

  constructor(layout: Layout, options: ReadOptions) {
    this.#layout = layout
    this.#batch_rows = options.batch_rows ?? DEFAULT_BATCH_ROWS
    this.#keep_lines = options.keep_lines === true
    this.#plain = options.is_general_only !== true && PlainRowParser.suits(layout) ? new PlainRowParser(layout) : null
    this.#lines_before_rows = layout.lines_before_rows
    this.#usedMemory = options.usedMemory ?? (() => undefined)
    this.#builder = new FlowBatchBuilder(this.#batch_rows)
    this.#lines = this.#keep_lines ? new RowLinesBuilder() : null
  }

  get has_any(): boolean {
    return this.#builder.rows > 0 || this.#rejected.length > 0
  }

  get is_full(): boolean {
    return (
      this.#builder.rows === this.#batch_rows ||
      this.#rejected.length === MAX_REJECTED_IN_PART ||
      this.#part_bytes > MAX_PART_BYTES
    )
  }

  /** Reads the line that begins at `start`, and answers where the next one does. */
  read(bytes: Buffer, start: number, line_number: number): number {
    if (this.#lines_before_rows === 0 && this.#plain !== null) {
      const newline = this.#plain.parse(bytes, start, line_number, this.#builder)
      if (newline >= 0) {
        this.#part_bytes += newline - start
        this.#lines?.add(bytes, start, lineEnd(bytes, start, newline))
        return newline + 1
      }
    }
    const newline = bytes.indexOf(NEWLINE, start)
    const end = lineEnd(bytes, start, newline)
    if (start === end) return newline + 1
    this.#part_bytes += newline - start
    const line = bytes.toString('latin1', start, end)
    if (line.trim() === '') return newline + 1
    if (this.#lines_before_rows > 0) this.#lines_before_rows -= 1
    else if (this.#readGenerally(line, line_number)) this.#lines?.add(bytes, start, end)
    return newline + 1
  }

  /** Any row, cell by cell; false when it was rejected. */
  #readGenerally(line: string, line_number: number): boolean {
    const { cells, fault } = splitCells(line, this.#layout.separators)
    const refusal =
      fault === undefined
        ? parseRow(cells, line_number, this.#layout, this.#builder)
        : { line_number, column: null, value: decodeCell(line).slice(0, 120), reason: fault }
    if (refusal !== undefined) this.#rejected.push(refusal)
    return refusal === undefined
  }

  /** @throws AnomalyError `unreadable_file` when more than a million rows were rejected and fewer were flows */
  take(bytes_read: number): ReadPart {
    const { arrays, rows, missing, unread } = this.#builder
    this.#flows_told += rows
    this.#rejections_told += this.#rejected.length
    refuseTooManyRejected(this.#rejections_told, this.#flows_told, this.#rejected)
    missing.addNegatives(arrays.features, rows)
    const part = {
      layout: this.#layout,
      batch: this.#builder.build(),
      rejected: this.#rejected,
      missing: missing.counts(),
      unread: unread.counts(),
      lines: this.#lines?.build() ?? null,
      bytes_read,
      sha256: null,
    }
    const used = this.#usedMemory()
    this.#builder = new FlowBatchBuilder(this.#batch_rows, used?.arrays)
    this.#rejected = []
    this.#part_bytes = 0
    this.#lines = this.#keep_lines ? new RowLinesBuilder(used?.lines ?? undefined) : null
    return part
  }
}

/**
 * @param rejected the newest ones
 * @throws AnomalyError `unreadable_file` when more than a million rows were rejected and fewer were read
 */
export function refuseTooManyRejected(rejections: number, read: number, rejected: readonly RejectedRow[]): void {
  if (rejections > Math.max(MAX_USELESS_REJECTIONS, read)) throw tooManyRejected(rejected)
}

function tooManyRejected(rejected: readonly RejectedRow[]): AnomalyError {
  const last = rejected.at(-1)
  const example =
    last === undefined ? '' : ` Line ${String(last.line_number)}, for one: ${last.column ?? 'it'} ${last.reason}.`
  return new AnomalyError(
    'unreadable_file',
    `More than a million rows were rejected, and fewer rows than that are flows.${example} Fix the file and import it again.`,
  )
}
