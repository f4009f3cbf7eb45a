import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { makeFolder } from '../disk/data-directory.ts'
import { checkModelFile, readManifest } from '../detect/model/model-bundle.ts'
import type { ModelTrials } from '../engine/trials.ts'
import { readRegular } from '../files/read-regular.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { collectBundle } from './bundle-files.ts'
import { Mutex } from './mutex.ts'

/** A bundle of the library. */
export interface LibraryModel {
  readonly bundle_dir: string
  readonly manifest: ModelManifest
  readonly is_bundled: boolean
  /** Null for the bundle that comes with AnomalyX. */
  readonly added_at_ms: number | null
}

/** A folder of the library whose manifest cannot be read. */
export interface UnusableModel {
  readonly id: string
  readonly error: unknown
}

/** Names of folders that are on their way in or out begin so; no model id does. */
const PASSING = '.'

/**
 * The bundles there are: the one that comes with AnomalyX, and the folders of `models/` in the data directory. The
 * folders are the only record of what is there, so that nothing can disagree with them. A bundle never changes once it is
 * in: its folder is named after the id of its manifest, and appears and goes as a whole.
 */
export class ModelLibrary {
  readonly #default_dir: string
  readonly #folder: string
  readonly #trials: ModelTrials
  /** Hashes of models that were tried since AnomalyX was started, by their folders. */
  readonly #tried = new Map<string, string>()
  readonly #adding = new Set<Promise<unknown>>()
  readonly #writing = new Mutex()

  constructor(default_dir: string, folder: string, trials: ModelTrials) {
    this.#default_dir = default_dir
    this.#folder = folder
    this.#trials = trials
  }

  /**
   * Makes the folder, and clears up what a crash left in it.
   * @throws AnomalyError `model_refused` when the bundle that comes with AnomalyX is not there
   */
  async open(): Promise<void> {
    await this.bundled()
    await checkModelFile(this.#default_dir)
    makeFolder(this.#folder)
    for (const name of await readdir(this.#folder)) {
      if (name.startsWith(PASSING)) await rm(join(this.#folder, name), { recursive: true, force: true })
    }
  }

  /**
   * The bundle that comes with AnomalyX.
   * @throws AnomalyError `model_refused`
   */
  async bundled(): Promise<LibraryModel> {
    const manifest = await readManifest(this.#default_dir)
    return { bundle_dir: this.#default_dir, manifest, is_bundled: true, added_at_ms: null }
  }

  /** Every bundle, the newest first behind the one that comes with AnomalyX. */
  async list(): Promise<{ models: LibraryModel[]; unusable: UnusableModel[] }> {
    const models: LibraryModel[] = []
    const unusable: UnusableModel[] = []
    for (const name of (await readdir(this.#folder)).filter((each) => !each.startsWith(PASSING))) {
      try {
        models.push(await this.#read(name))
      } catch (error) {
        unusable.push({ id: name, error })
      }
    }
    models.sort((one, other) => (other.added_at_ms ?? 0) - (one.added_at_ms ?? 0))
    return { models: [await this.bundled(), ...models], unusable }
  }

  /** @throws AnomalyError `not_found`, `model_refused` when its manifest cannot be read */
  async find(id: string): Promise<LibraryModel> {
    const { is_bundled } = await this.locate(id)
    return is_bundled ? this.bundled() : this.#read(id)
  }

  /**
   * Where a bundle is, whether it can be used or not.
   * @throws AnomalyError `not_found`
   */
  async locate(id: string): Promise<Pick<LibraryModel, 'bundle_dir' | 'is_bundled'>> {
    const { bundle_dir, manifest } = await this.bundled()
    if (manifest.id === id) return { bundle_dir, is_bundled: true }
    // An id comes from outside; it must be the name of a folder that is there, not a path.
    if (!(await readdir(this.#folder)).includes(id) || id.startsWith(PASSING)) {
      throw new AnomalyError('not_found', `There is no model ${id} in the library.`)
    }
    return { bundle_dir: join(this.#folder, id), is_bundled: false }
  }

  async modelCard({ bundle_dir }: LibraryModel): Promise<string | null> {
    const card = await readRegular(join(bundle_dir, 'MODEL_CARD.md')).catch(() => null)
    return card?.toString('utf8') ?? null
  }

  /**
   * Puts the bundle of a folder or .zip into the library, once its model was tried.
   * @throws AnomalyError `unreadable_file`, `unsupported_type`, `too_large`, `model_refused`, `conflict` when its id is taken
   */
  async add(path: string): Promise<LibraryModel> {
    const adding = this.#add(path)
    this.#adding.add(adding)
    try {
      return await adding
    } finally {
      this.#adding.delete(adding)
    }
  }

  /** Settles when no bundle is half-way in. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#adding)
  }

  /**
   * Tries a bundle that somebody may have put into the folder by hand, once.
   * @throws AnomalyError `model_refused`
   */
  async ensureTried({ bundle_dir, manifest, is_bundled }: LibraryModel): Promise<void> {
    if (is_bundled || this.#tried.get(bundle_dir) === manifest.model_sha256) return
    const { model_sha256 } = await this.#trials.run(bundle_dir)
    this.#tried.set(bundle_dir, model_sha256)
  }

  async #add(path: string): Promise<LibraryModel> {
    const incoming = join(this.#folder, `${PASSING}incoming-${randomUUID()}`)
    await mkdir(incoming, { mode: 0o700 })
    try {
      await collectBundle(path, incoming)
      const manifest = await this.#trials.run(incoming)
      await this.#writing.run(async () => {
        await this.#refuseTaken(manifest)
        const bundle_dir = join(this.#folder, manifest.id)
        await rename(incoming, bundle_dir)
        this.#tried.set(bundle_dir, manifest.model_sha256)
      })
      return await this.#read(manifest.id)
    } finally {
      await rm(incoming, { recursive: true, force: true })
    }
  }

  /** Takes a bundle out; the caller has made sure that it may go. */
  async remove({ bundle_dir }: Pick<LibraryModel, 'bundle_dir'>): Promise<void> {
    const outgoing = join(this.#folder, `${PASSING}outgoing-${randomUUID()}`)
    await rename(bundle_dir, outgoing)
    await rm(outgoing, { recursive: true, force: true })
  }

  async #read(name: string): Promise<LibraryModel> {
    const bundle_dir = join(this.#folder, name)
    const manifest = await readManifest(bundle_dir)
    if (manifest.id !== name) {
      throw new AnomalyError('model_refused', `The folder ${name} contains the model ${manifest.id}.`)
    }
    const { mtimeMs } = await stat(join(bundle_dir, 'manifest.json'))
    return { bundle_dir, manifest, is_bundled: false, added_at_ms: mtimeMs }
  }

  /** Ids that differ by case alone would be one folder on some disks. */
  async #refuseTaken({ id, model_sha256 }: ModelManifest): Promise<void> {
    const { models, unusable } = await this.list()
    const folded = id.toLowerCase()
    const twin = models.find(({ manifest }) => manifest.id.toLowerCase() === folded)
    if (twin !== undefined) {
      const is_same = twin.manifest.id === id && twin.manifest.model_sha256 === model_sha256
      throw new AnomalyError(
        'conflict',
        is_same
          ? `The model ${id} is already in the library.`
          : `The library already has a different model with the id ${twin.manifest.id} (SHA-256 ${twin.manifest.model_sha256.slice(0, 12)}…). Change the id in manifest.json, or delete the other model first.`,
      )
    }
    if (unusable.some((each) => each.id.toLowerCase() === folded)) {
      throw new AnomalyError('conflict', `The library has an unusable folder ${id}. Delete it first.`)
    }
  }
}
