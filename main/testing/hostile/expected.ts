import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import type { Layout } from '../../sources/csv/layout.ts'
import { detectEncoding } from '../../sources/csv/text-encoding.ts'
import { rowFault } from '../../sources/csv/units.ts'
import { FEATURES } from '../../flow/features.ts'

const LARGEST_FLOAT32 = 3.4028234663852886e38
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MISSING =
  /^([+-]?inf(inity)?|[+-]?nan|null|none|n\/a|#div\/0!|1\.#inf|\u221e|\u00e2\u0088\u009e|\ufffd|\u00ef\u00bf\u00bd|[.-])?$/i
const DIRECTED_RATE = /^[FB]wd (Packets\/s|Avg Bulk Rate)$/
const TIME_FEATURE = /^(Flow Duration|(Flow|Fwd|Bwd) IAT |Active |Idle )/
/** Nobody pads a cell like this; beside quotes it is refused. */
const PADDING = /\s{256}/

/**
 * The lines of a file by their numbers (Latin-1 of what the reader sees, without line endings), found in one piece
 * rather than as a stream; blank ones are left out.
 */
export async function expectedLines(path: string): Promise<Map<number, string>> {
  const file = await readFile(path)
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipSync(file) : file
  const encoding = detectEncoding(bytes)
  const text = encoding === 'single-byte' ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes), 'utf8')
  const lines = text
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n')
  return new Map(lines.flatMap((line, at) => (line.trim() === '' ? [] : [[at + 1, withoutReturns(line)] as const])))
}

/** The features that a line must give, or null when it must be rejected; written anew from what a CSV row is. */
export function expectedFeatures(line: string, { columns, separators, time_unit }: Layout): number[] | null {
  const cells = cellsOf(line, separators.delimiter, separators.quote)
  if (cells?.length !== columns.names.length) return null
  const features: number[] = []
  for (const [index, { name, may_be_missing }] of FEATURES.entries()) {
    const cell = withoutSpaces(cells[columns.features[index] ?? -1] ?? '')
    if (separators.is_decimal_comma && /^[+-]?\d*\.\d/.test(cell)) return null
    const text = separators.is_decimal_comma ? cell.replace(',', '.') : cell
    const value = Number(text) * (TIME_FEATURE.test(name) ? time_unit.to_us : 1)
    if (DECIMAL.test(text) && Math.abs(Number(text)) < Infinity) {
      if (Math.abs(value) > LARGEST_FLOAT32) return null
      features.push(Math.fround(value))
    } else if ((may_be_missing || (DIRECTED_RATE.test(name) && features[0] === 0)) && MISSING.test(text))
      features.push(NaN)
    else return null
  }
  // What does not fit is tested in whole-file.test.ts.
  return rowFault(Float32Array.from(features), 0) === undefined ? features : null
}

/** Cells of a line; null when a quote in it is not where a quote may be. */
function cellsOf(line: string, delimiter: string, quote: string): string[] | null {
  if (!line.includes(quote)) return line.split(delimiter)
  if (PADDING.test(line)) return null
  const cells: string[] = []
  for (let at = 0; ; at += 1) {
    if (line[at] === quote) {
      let cell = ''
      for (at += 1; ; at += 1) {
        const end = line.indexOf(quote, at)
        if (end < 0) return null
        cell += line.slice(at, end)
        at = end + 1
        if (line[at] !== quote) break
        cell += quote
      }
      cells.push(cell)
      if (at === line.length) return cells
      const next = line.indexOf(delimiter, at)
      if (next < 0 || line.slice(at, next).trim() !== '') return null
      at = next
    } else {
      const next = line.indexOf(delimiter, at)
      cells.push(line.slice(at, next < 0 ? undefined : next))
      if (next < 0) return cells
      at = next
    }
  }
}

/** Spaces at the ends of a cell, those of no break and no width among them, which UTF-8 writes as two or three bytes. */
const SPACES =
  /^(\u00c2?\u00a0|\u00e2\u0080[\u0080-\u008b\u00af]|\s)+|(\u00c2?\u00a0|\u00e2\u0080[\u0080-\u008b\u00af]|\s)+$/g
const MOST_PADDED_CHARS = 64

function withoutSpaces(cell: string): string {
  return cell.length > MOST_PADDED_CHARS ? cell.trim() : cell.replace(SPACES, '')
}

/** Without the carriage returns at its end; a pattern would take quadratic time over a line that is full of them. */
function withoutReturns(line: string): string {
  let end = line.length
  while (line[end - 1] === '\r') end -= 1
  return line.slice(0, end)
}
