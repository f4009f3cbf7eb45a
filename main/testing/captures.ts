import { writeFile } from 'node:fs/promises'

import { generateCapture } from '../../scripts/sample/index.ts'

/** A simulated capture as lines without newlines; cells never hold a comma or a quote. */
export interface CaptureLines {
  readonly header: string
  readonly rows: readonly string[]
}

const generated = new Map<string, CaptureLines>()

/** Flows of the simulated day with all its attacks, in the layout of one release. */
export function simulatedCapture(layout: 'original' | 'corrected', rows: number, seed = 1): CaptureLines {
  const key = `${layout} ${String(rows)} ${String(seed)}`
  const known = generated.get(key)
  if (known !== undefined) return known
  const [header = '', ...lines] = [...generateCapture({ layout, rows, seed })].join('').trimEnd().split('\n')
  const capture = { header, rows: lines }
  generated.set(key, capture)
  return capture
}

/** Column of a name, as it stands in the header but for spaces around it. */
export function columnOf(header: string, name: string): number {
  const column = header.split(',').findIndex((cell) => cell.trim() === name)
  if (column < 0) throw new RangeError(`the header has no ${name}`)
  return column
}

/** A row with another text in one cell. */
export function withCell(header: string, row: string, name: string, text: string): string {
  return row.split(',').with(columnOf(header, name), text).join(',')
}

export function csvText({ header, rows }: CaptureLines, newline = '\n'): string {
  return [header, ...rows, ''].join(newline)
}

/** Writes a capture file and answers its path. */
export async function writeCsv(path: string, capture: CaptureLines): Promise<string> {
  await writeFile(path, csvText(capture))
  return path
}

/** The rows again and again until there are `count` of them. */
export function repeatRows({ header, rows }: CaptureLines, count: number): CaptureLines {
  return { header, rows: Array.from({ length: count }, (_, at) => rows[at % rows.length] ?? '') }
}
