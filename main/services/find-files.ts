import { readdir, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'

import type { OperationOutput } from '../../contract/operations.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { isFoundCapture } from '../sources/capture-names.ts'

type Found = OperationOutput<'captures.findFiles'>

/** More entries than this are no folder of captures, but a whole disk dropped by mistake. */
const MAX_ENTRIES = 20_000
const MAX_FILES = 500

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/**
 * Files behind dropped paths. A path that is no folder stays as it is, whatever it is: importing it tells what is wrong.
 * Of a folder, with those in it, every regular file with the name of a capture is taken; links are not followed.
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const found: Found = { files: [], refused: [] }
  for (const path of paths) {
    const name = basename(path)
    const stats = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined
    if (stats?.isDirectory() !== true) {
      found.files.push({ path, name })
      continue
    }
    try {
      const files = await capturesIn(path)
      found.files.push(...files.map((file) => ({ path: file, name: basename(file) })))
    } catch (error) {
      found.refused.push({ path, name, problem: toProblem(error) })
    }
  }
  return found
}

/** @throws AnomalyError `unreadable_file` when the folder cannot be read, or has no capture or too many in it */
async function capturesIn(root: string): Promise<string[]> {
  const files: string[] = []
  const folders = [root]
  let entries_seen = 0
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await entriesOf(folder)
    entries_seen += entries.length
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && isFoundCapture(entry.name)) files.push(path)
    }
    if (entries_seen > MAX_ENTRIES || files.length > MAX_FILES) {
      throw new AnomalyError(
        'unreadable_file',
        `${root} holds more than ${files.length > MAX_FILES ? `${String(MAX_FILES)} captures` : `${String(MAX_ENTRIES)} files and folders`}. Drop smaller folders, one after another.`,
      )
    }
  }
  if (files.length === 0)
    throw new AnomalyError(
      'unreadable_file',
      `There is no packet capture (.pcap, .pcapng, .cap), no .csv file, no conn.log and no eve.json in ${root} or its subfolders.`,
    )
  return files.sort(natural.compare)
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `The folder ${folder} cannot be read. Check that you have permission to read it.`,
      {
        cause,
      },
    )
  }
}
