import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { type ExportManifest, ExportManifestSchema } from '../../contract/exports.ts'
import { LIST_FORMATS, listHead, listLine, type ListFormat } from '../../contract/list-formats.ts'
import { openOutputFile, type OutputFile } from '../files/output-file.ts'
import { readRegular } from '../files/read-regular.ts'
import type { ExportPage } from './export-rows.ts'

/** Rows that are put into text at once: the process does nothing else meanwhile. */
const PIECE_ROWS = 250

/** Where an export goes. */
export interface ExportPlace {
  readonly path: string
  readonly manifest_path: string
  readonly format: ListFormat
}

/** What was written; rows without the header line, and by capture. */
export interface Written {
  readonly rows: number
  readonly by_capture: ReadonlyMap<number, number>
  readonly size_bytes: number
  readonly sha256: string
}

/** @param asked the format of a name that tells none */
export function exportPlace(path: string, asked: ListFormat): ExportPlace {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  const format = LIST_FORMATS.find((name) => extension.toLowerCase() === `.${name}`)
  return { path, format: format ?? asked, manifest_path: `${format === undefined ? path : stem}.manifest.json` }
}

/**
 * Refuses a place whose manifest would take that of another file away: nobody was asked about it.
 * @throws AnomalyError `conflict`
 */
export async function refuseForeignManifest({ path, manifest_path }: ExportPlace): Promise<void> {
  const text = await readRegular(manifest_path).catch(() => null)
  if (text === null || fileOfManifest(text.toString('utf8')) === basename(path)) return
  throw new AnomalyError(
    'conflict',
    `${manifest_path} is there already and belongs to another file. Choose another name for the export.`,
  )
}

function fileOfManifest(text: string): string | null {
  try {
    return ExportManifestSchema.parse(JSON.parse(text)).file
  } catch {
    return null
  }
}

/**
 * Writes rows and then their manifest; both files appear when both are complete.
 * @param manifestOf makes the manifest once the rows are written
 * @throws AnomalyError `unreadable_file`, or whatever `pages` and `manifestOf` throw; nothing is left then
 */
export async function writeExport(
  { path, manifest_path, format }: ExportPlace,
  columns: readonly string[],
  pages: AsyncIterable<Pick<ExportPage, 'rows'>>,
  manifestOf: (written: Written) => Promise<ExportManifest>,
  signal?: AbortSignal,
): Promise<Written> {
  const opened: OutputFile[] = []
  try {
    const file = await openOutputFile(path, { mode: 0o600, signal })
    opened.push(file)
    const manifest_file = await openOutputFile(manifest_path, { mode: 0o600, signal })
    opened.push(manifest_file)
    const written = await writeRows(file, format, columns, pages)
    await manifest_file.write(`${JSON.stringify(await manifestOf(written), null, 2)}\n`)
    await file.commit()
    await manifest_file.commit()
    return written
  } catch (error) {
    for (const each of opened) await each.discard()
    throw error
  }
}

async function writeRows(
  file: OutputFile,
  format: ListFormat,
  columns: readonly string[],
  pages: AsyncIterable<Pick<ExportPage, 'rows'>>,
): Promise<Written> {
  const hash = createHash('sha256')
  const by_capture = new Map<number, number>()
  let rows_written = 0
  let size_bytes = 0
  const write = async (text: string) => {
    const bytes = Buffer.from(text)
    hash.update(bytes)
    size_bytes += bytes.length
    await file.write(bytes)
  }
  await write(listHead(format, columns))
  for await (const { rows } of pages) {
    for (let from = 0; from < rows.length; from += PIECE_ROWS) {
      const piece = rows.slice(from, from + PIECE_ROWS)
      await write(piece.map((row) => listLine(format, columns, row)).join(''))
    }
    for (const { capture_id } of rows) by_capture.set(capture_id, (by_capture.get(capture_id) ?? 0) + 1)
    rows_written += rows.length
  }
  return { rows: rows_written, by_capture, size_bytes, sha256: hash.digest('hex') }
}
