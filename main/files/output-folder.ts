import { lstat, mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { openOutputFile, type OutputFile } from './output-file.ts'
import { codeOf, notWritable } from './output-place.ts'
import { refuseSameFiles } from './same-file.ts'

/**
 * Checks before long work that files may be written into a folder, which may have to be made, and that none of them is an
 * input of the work. Nothing is left there.
 * @throws AnomalyError `unreadable_file`, `invalid_input`
 */
export async function checkOutputFolder(
  folder: string,
  names: readonly string[],
  inputs: readonly string[],
): Promise<void> {
  const nearest = await nearestThere(folder)
  if (!(await stat(nearest)).isDirectory()) {
    throw new AnomalyError('unreadable_file', `${nearest} is not a folder. Give a folder, or one that can be created.`)
  }
  await tryFolder(nearest).catch((cause: unknown) => {
    throw notWritable(folder, cause)
  })
  if (nearest !== resolve(folder)) return
  const outputs = names.map((name) => join(folder, name))
  for (const output of outputs) await refuseOther(output)
  await refuseSameFiles(
    inputs,
    outputs,
    `${folder} contains one of the captures or another input under the name of a file to be written. Choose another folder.`,
  )
}

/** Files that belong together are nothing for a FIFO, which would be waited for, or a device. */
async function refuseOther(output: string): Promise<void> {
  const found = await stat(output).catch(() => null)
  if (found === null || found.isFile()) return
  throw new AnomalyError(
    'unreadable_file',
    `${output} is to be written, and is not a regular file. Move it away, or choose another folder.`,
  )
}

/** What may be written by its rights may take nothing all the same, as /proc does. */
async function tryFolder(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.anomalyx-')))
}

async function nearestThere(path: string): Promise<string> {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      await stat(at)
      return at
    } catch (cause) {
      const is_link_to_nothing = (await lstat(at).catch(() => null)) !== null
      if (codeOf(cause) !== 'ENOENT' || is_link_to_nothing || dirname(at) === at) throw notWritable(path, cause)
    }
  }
}

/**
 * Makes a folder for outputs, and those above it, unless they are there.
 * @throws AnomalyError `unreadable_file`
 */
export async function makeOutputFolder(folder: string): Promise<void> {
  await makeEach(resolve(folder)).catch((cause: unknown) => {
    throw notWritable(folder, cause)
  })
}

/** Not with `recursive`, which never ends where the system has no folder and takes none, as in /proc. */
async function makeEach(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() === true) return
  if (found === null && dirname(folder) !== folder) await makeEach(dirname(folder))
  await mkdir(folder).catch(async (cause: unknown) => {
    // Another program may have made it meanwhile.
    if (codeOf(cause) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw cause
  })
}

/**
 * Writes files into a folder, which is made when it is not there. None appears before all are whole; then they do in
 * their order.
 * @throws AnomalyError `unreadable_file`
 */
export async function writeFiles(
  folder: string,
  files: readonly (readonly [name: string, content: string | Uint8Array])[],
): Promise<void> {
  await makeOutputFolder(folder)
  const opened: OutputFile[] = []
  try {
    for (const [name, content] of files) {
      const file = await openOutputFile(join(folder, name))
      opened.push(file)
      await file.write(content)
    }
    for (const file of opened) await file.commit()
  } catch (error) {
    for (const file of opened) await file.discard()
    throw error
  }
}
