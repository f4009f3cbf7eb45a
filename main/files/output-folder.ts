import { access, constants, lstat, mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { openOutputFile, type OutputFile } from './output-file.ts'
import { codeOf, notWritable } from './output-place.ts'
import { refuseSameFiles } from './same-file.ts'

/**
 * Checks before long work that files may be written into a folder, which may have to be made, and that none of them is an
 * input of the work. Nothing is made.
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
  await access(nearest, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw notWritable(folder, cause)
  })
  if (nearest !== resolve(folder)) return
  const outputs = names.map((name) => join(folder, name))
  await refuseSameFiles(
    inputs,
    outputs,
    `${folder} contains one of the captures or another input under the name of a file to be written. Choose another folder.`,
  )
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
 * Writes files into a folder, which is made when it is not there. None appears before all are whole; then they do in
 * their order.
 * @throws AnomalyError `unreadable_file`
 */
export async function writeFiles(
  folder: string,
  files: readonly (readonly [name: string, content: string | Uint8Array])[],
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw notWritable(folder, cause)
  })
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
