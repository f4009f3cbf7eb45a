import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

import { AnomalyError } from '../../../contract/errors.ts'
import { isFoundCapture } from '../capture-names.ts'

export interface ListedFile {
  readonly name: string
  readonly path: string
  readonly stats: Stats
}

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
/** Names that programs give to what is not complete; those of other endings are no captures anyway. */
const UNFINISHED = /^[.~]|~$/
/** What stands for bytes of a name that are not UTF-8. */
const REPLACED = '\ufffd'
/** Files that the system is asked about at once. */
const ASKED_AT_ONCE = 64

/**
 * Captures in a folder, not in those within it, in the natural order of their names. Links are not followed: they may lead
 * out of the folder.
 * @param onNameless told of each file whose name is not UTF-8: nothing can be opened by what is left of it
 * @throws AnomalyError `unreadable_file`
 */
export async function listFolder(
  folder: string,
  onNameless: (path: string) => void = () => undefined,
): Promise<ListedFile[]> {
  const entries = await entriesOf(folder)
  const names = entries
    .filter((entry) => entry.isFile() && isFoundCapture(entry.name) && !UNFINISHED.test(entry.name))
    .map(({ name }) => name)
  const files: ListedFile[] = []
  for (let at = 0; at < names.length; at += ASKED_AT_ONCE) {
    const asked = names.slice(at, at + ASKED_AT_ONCE).map(async (name) => {
      const path = join(folder, name)
      // One that was deleted meanwhile is not there.
      const stats = await stat(path).catch(() => null)
      if (stats === null && name.includes(REPLACED)) onNameless(path)
      return stats?.isFile() === true ? [{ name, path, stats }] : []
    })
    files.push(...(await Promise.all(asked)).flat())
  }
  return files.sort((one, other) => natural.compare(one.name, other.name) || one.stats.mtimeMs - other.stats.mtimeMs)
}

async function entriesOf(folder: string) {
  if (!isAbsolute(folder)) throw new AnomalyError('unreadable_file', `${folder} is not an absolute path.`)
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `The folder ${folder} cannot be read. Check that it is there and that you have permission to read it, and resume the stream.`,
      { cause },
    )
  }
}
