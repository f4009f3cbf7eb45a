import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { findOutputPlace } from '../files/output-place.ts'
import { refuseSameFiles } from '../files/same-file.ts'
import type { Store } from '../store/store.ts'
import { everyRow } from './every-row.ts'

/** Folders of the data directory that hold what was recorded or uploaded. */
const OWN_FOLDERS = ['streams', 'spool'] as const

/** Files that what the store holds was read from. No output takes the place of one. */
export class Evidence {
  readonly #store: Pick<Store, 'captures' | 'streams'>
  readonly #data_dir: string

  constructor(store: Pick<Store, 'captures' | 'streams'>, data_dir: string) {
    this.#store = store
    this.#data_dir = data_dir
  }

  /**
   * Refuses outputs that would replace the file of a capture, imported or under way, or of a stream.
   * @throws AnomalyError `invalid_input`; `unreadable_file` for what cannot be an output at all
   */
  async refuse(...outputs: readonly [string, ...string[]]): Promise<void> {
    const sources: string[] = []
    const { captures } = this.#store
    for await (const { source_path } of everyRow((before_id, limit) => captures.list(before_id, limit))) {
      if (source_path !== null) sources.push(source_path)
    }
    await refuseSameFiles(sources, outputs, `${outputs[0]} is the file of an imported capture. Choose another name.`)
    for (const output of outputs) {
      const place = await findOutputPlace(output)
      // Only what is there can be replaced; of a file with several names, this one alone gets the new content.
      if (place.kind === 'file' && place.existing !== null) await this.#refuseOfStreams(output, place.path)
    }
  }

  /** @param path of the file that is there, which no link is part of */
  async #refuseOfStreams(output: string, path: string): Promise<void> {
    for (const name of OWN_FOLDERS) {
      if (!(await isWithin(join(this.#data_dir, name), path))) continue
      throw new AnomalyError('invalid_input', `${output} is a file that AnomalyX keeps. Choose another folder.`)
    }
    const folder = await identityOf(dirname(path))
    const { streams } = this.#store
    for await (const { id, kind, name, state, target } of everyRow((before_id, limit) =>
      streams.list(before_id, limit),
    )) {
      if (kind !== 'folder' || (await identityOf(target)) !== folder) continue
      // What lies in a folder that is followed now may be read at any moment.
      if (state !== 'running' && !(await streams.isTaken(id, join(target, basename(path))))) continue
      throw new AnomalyError(
        'invalid_input',
        `${output} is in the folder of the stream ${name}, which reads such files. Choose another name.`,
      )
    }
  }
}

/** Whether one of the folders above a path is this one, by whatever name. */
async function isWithin(folder: string, path: string): Promise<boolean> {
  const identity = await identityOf(folder)
  if (identity === null) return false
  for (let at = dirname(path); ; at = dirname(at)) {
    if ((await identityOf(at)) === identity) return true
    if (dirname(at) === at) return false
  }
}

async function identityOf(folder: string): Promise<string | null> {
  const found = await stat(folder, { bigint: true }).catch(() => null)
  return found === null ? null : `${String(found.dev)}:${String(found.ino)}`
}
