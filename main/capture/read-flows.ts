import { AnomalyError } from '../../contract/errors.ts'
import { type Columns, mapColumns } from './columns.ts'
import { type FlowBatch, FlowBatchBuilder, type RejectedRow } from './flow-batch.ts'
import { lineBlocks } from './line-blocks.ts'
import { openCapture } from './open-capture.ts'
import { parseRow } from './parse-row.ts'
import { splitCells } from './split-cells.ts'

export interface ReadOptions {
  /** Flows in a full batch. */
  readonly batch_rows?: number
  /** Keep the cells of every classified row, for a labelled copy of the file. */
  readonly keep_cells?: boolean
  readonly signal?: AbortSignal
}

/** A part of a capture: flows, the rows between them that were rejected, and how far the file has been read. */
export interface ReadPart {
  readonly columns: Columns
  readonly batch: FlowBatch
  readonly rejected: readonly RejectedRow[]
  /** Cells of each flow of the batch as they stand in the file (Latin-1), when `keep_cells` is set. */
  readonly cells: readonly (readonly string[])[]
  readonly bytes_read: number
}

const DEFAULT_BATCH_ROWS = 4096
/** A file of nothing but faulty rows must not pile them up. */
const MAX_REJECTED_IN_PART = 1000

/**
 * Streams a capture as batches of flows in constant memory. Each non-blank line after the header is exactly one flow
 * or one rejected row.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `cancelled`.
 */
export async function* readFlows(path: string, options: ReadOptions = {}): AsyncGenerator<ReadPart> {
  const batch_rows = options.batch_rows ?? DEFAULT_BATCH_ROWS
  const capture = await openCapture(path)
  let columns: Columns | undefined
  let builder = new FlowBatchBuilder(batch_rows)
  let rejected: RejectedRow[] = []
  let cells_kept: (readonly string[])[] = []

  const takePart = (found: Columns): ReadPart => {
    const part = {
      columns: found,
      batch: builder.build(),
      rejected,
      cells: cells_kept,
      bytes_read: capture.bytes_read(),
    }
    builder = new FlowBatchBuilder(batch_rows)
    rejected = []
    cells_kept = []
    return part
  }

  try {
    for await (const block of lineBlocks(capture.bytes)) {
      if (options.signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      let line_number = block.first_line - 1
      for (const { cells, fault } of splitCells(block.text)) {
        line_number += 1
        if (cells.length === 0) continue
        if (columns === undefined) {
          columns = mapColumns(cells)
          continue
        }
        const refusal =
          fault === undefined
            ? parseRow(cells, line_number, columns, builder)
            : { line_number, column: null, value: cells.join(',').slice(0, 120), reason: fault }
        if (refusal !== undefined) rejected.push(refusal)
        else if (options.keep_cells === true) cells_kept.push(cells)
        if (builder.rows === batch_rows || rejected.length === MAX_REJECTED_IN_PART) yield takePart(columns)
      }
    }
    if (columns === undefined) throw new AnomalyError('unknown_dialect', 'The file is empty: it has no header line.')
    yield takePart(columns)
  } finally {
    capture.close()
  }
}
