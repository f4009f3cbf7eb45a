import { AnomalyError } from '../../contract/errors.ts'
import { decodeCell } from './cell-text.ts'
import { type Columns, mapColumns } from './columns.ts'
import { type FlowBatch, FlowBatchBuilder, type RejectedRow } from './flow-batch.ts'
import { lineBlocks } from './line-blocks.ts'
import { openCapture } from './open-capture.ts'
import { parseRow } from './parse-row.ts'
import { PlainRowParser } from './plain-row.ts'
import { RowLines } from './row-lines.ts'
import { splitCells } from './split-cells.ts'

export interface ReadOptions {
  /** Flows in a full batch. */
  readonly batch_rows?: number
  /** Keep the line of every classified row, for a labelled copy of the file. */
  readonly keep_lines?: boolean
  /** Send every row the general way, to hold the fast one against it. */
  readonly is_general_only?: boolean
  readonly signal?: AbortSignal
}

/** A part of a capture: flows, the rows between them that were rejected, and how far the file has been read. */
export interface ReadPart {
  readonly columns: Columns
  readonly batch: FlowBatch
  readonly rejected: readonly RejectedRow[]
  /** Line of each flow of the batch, when `keep_lines` is set. */
  readonly lines: RowLines | null
  readonly bytes_read: number
}

const DEFAULT_BATCH_ROWS = 4096
/** A file of nothing but faulty rows must not pile them up. */
const MAX_REJECTED_IN_PART = 1000

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Streams a capture as batches of flows in constant memory. Each non-blank line after the header is exactly one flow
 * or one rejected row.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `cancelled`.
 */
export async function* readFlows(path: string, options: ReadOptions = {}): AsyncGenerator<ReadPart> {
  const capture = await openCapture(path)
  const rows = new RowReader(options)
  try {
    for await (const { bytes, first_line } of lineBlocks(capture.bytes)) {
      if (options.signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      let line_number = first_line
      for (let start = 0; start < bytes.length; line_number += 1) {
        const newline = bytes.indexOf(NEWLINE, start)
        const line_end = newline < 0 ? bytes.length : newline
        const end = line_end > start && bytes[line_end - 1] === CARRIAGE_RETURN ? line_end - 1 : line_end
        rows.read(bytes, start, end, line_number)
        if (rows.is_full) yield rows.take(capture.bytes_read())
        start = line_end + 1
      }
    }
    yield rows.take(capture.bytes_read())
  } finally {
    capture.close()
  }
}

/** Turns lines into a growing batch; the first line that is not blank is the header. */
class RowReader {
  readonly #batch_rows: number
  readonly #keep_lines: boolean
  readonly #is_general_only: boolean
  #columns: Columns | undefined
  #plain: PlainRowParser | undefined
  #builder: FlowBatchBuilder
  #rejected: RejectedRow[] = []
  #lines: RowLines | null

  constructor(options: ReadOptions) {
    this.#batch_rows = options.batch_rows ?? DEFAULT_BATCH_ROWS
    this.#keep_lines = options.keep_lines === true
    this.#is_general_only = options.is_general_only === true
    this.#builder = new FlowBatchBuilder(this.#batch_rows)
    this.#lines = this.#keep_lines ? new RowLines() : null
  }

  get is_full(): boolean {
    return this.#builder.rows === this.#batch_rows || this.#rejected.length === MAX_REJECTED_IN_PART
  }

  read(bytes: Buffer, start: number, end: number, line_number: number): void {
    const builder = this.#builder
    if (this.#plain?.parse(bytes, start, end, line_number, builder) !== true) {
      const line = bytes.toString('latin1', start, end)
      if (line.trim() === '') return
      const { cells, fault } = splitCells(line)
      if (this.#columns === undefined) {
        this.#columns = mapColumns(line, cells)
        if (!this.#is_general_only) this.#plain = new PlainRowParser(this.#columns)
        return
      }
      const refusal =
        fault === undefined
          ? parseRow(cells, line_number, this.#columns, builder)
          : { line_number, column: null, value: decodeCell(line).slice(0, 120), reason: fault }
      if (refusal !== undefined) {
        this.#rejected.push(refusal)
        return
      }
    }
    this.#lines?.add(bytes, start, end)
  }

  /** @throws AnomalyError `unknown_dialect` when there was no header */
  take(bytes_read: number): ReadPart {
    if (this.#columns === undefined) {
      throw new AnomalyError('unknown_dialect', 'The file is empty: it has no header line.')
    }
    const part = {
      columns: this.#columns,
      batch: this.#builder.build(),
      rejected: this.#rejected,
      lines: this.#lines,
      bytes_read,
    }
    this.#builder = new FlowBatchBuilder(this.#batch_rows)
    this.#rejected = []
    this.#lines = this.#keep_lines ? new RowLines() : null
    return part
  }
}
