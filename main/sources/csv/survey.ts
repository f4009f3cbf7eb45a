import { AnomalyError } from '../../../contract/errors.ts'
import { decodeCell } from './cell-text.ts'
import { EvidenceCollector } from './date-order.ts'
import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import type { Layout, Survey } from './layout.ts'
import { isOtherCode } from './label.ts'
import { lineBlocks, lineEnd } from './line-blocks.ts'
import { openCapture } from './open-capture.ts'
import { type ParseFormat, parseRow } from './parse-row.ts'
import { splitCells } from './split-cells.ts'
import { readTimeText } from './timestamp.ts'
import { tellsUnit } from './units.ts'

const NEWLINE = 0x0a
/** What of a layout the rows of its file are found by, and what it leaves open. */
type OpenLayout = ParseFormat & Pick<Layout, 'lines_before_rows' | 'open'>

/** As many as the first lines would give. */
const MOST_UNIT_ROWS = 200

/**
 * Looks through all of a file for what its first rows leave open: which times prove the order of their dates or the hours
 * of their clock, which rows tell their unit, and whether labels are codes of more than two classes.
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function surveyCapture(path: string, layout: OpenLayout, signal?: AbortSignal): Promise<Survey> {
  const capture = await openCapture(path)
  const evidence = new EvidenceCollector()
  const unit_rows: (readonly string[])[] = []
  let lines_before_rows = layout.lines_before_rows
  let last_time = ''
  let has_other_codes = false
  const position = { line: 1 }
  try {
    for await (const block of lineBlocks(capture.bytes, position)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (let start = 0; start < block.length; position.line += 1) {
        const newline = block.indexOf(NEWLINE, start)
        const end = lineEnd(block, start, newline)
        if (lines_before_rows > 0) {
          if (block.toString('latin1', start, end).trim() !== '') lines_before_rows -= 1
        } else {
          if (layout.open.unit && unit_rows.length < MOST_UNIT_ROWS) {
            const { cells } = splitCells(block.toString('latin1', start, end), layout.separators)
            if (doesTellUnit(cells, layout)) unit_rows.push(cells)
          }
          if (layout.open.times) {
            const time = cellAt(block, start, end, layout, layout.columns.timestamp)
            if (time !== last_time) evidence.add(readTimeText(decodeCell(time).trim()))
            last_time = time
          }
          if (layout.open.labels && !has_other_codes) {
            has_other_codes = isOtherCode(cellAt(block, start, end, layout, layout.columns.label).trim())
          }
        }
        start = newline + 1
      }
      const is_unit_known = !layout.open.unit || unit_rows.length === MOST_UNIT_ROWS
      if (!layout.open.times && is_unit_known && (!layout.open.labels || has_other_codes)) break
    }
  } finally {
    capture.close()
  }
  return { evidence: layout.open.times ? evidence : undefined, unit_rows, has_other_codes }
}

function doesTellUnit(cells: readonly string[], layout: OpenLayout): boolean {
  const builder = new FlowBatchBuilder(1)
  const time_format = { clock_hours: 24, utc_offset_minutes: 0 } as const
  const refusal = parseRow(cells, 0, { ...layout, time_format, is_unit_open: true }, builder)
  return refusal === undefined && tellsUnit(builder.arrays.features, 0)
}

/** Text (Latin-1) of a cell of a row; empty where the row has none. */
function cellAt(bytes: Buffer, start: number, end: number, { separators }: OpenLayout, wanted: number): string {
  const delimiter = separators.delimiter.charCodeAt(0)
  const quote = separators.quote.charCodeAt(0)
  let column = 0
  let first = start
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]
    if (byte === quote) {
      return splitCells(bytes.toString('latin1', start, end), separators).cells[wanted] ?? ''
    }
    if (byte !== delimiter) continue
    if (column === wanted) return bytes.toString('latin1', first, at)
    column += 1
    first = at + 1
  }
  return column === wanted ? bytes.toString('latin1', first, end) : ''
}
