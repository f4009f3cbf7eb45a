import { markOf, readStamp } from './file-mark.ts'
import { FollowedFile } from './followed-file.ts'
import type { ListedFile } from './folder-listing.ts'
import type { TakenFiles } from './follower.ts'
import { withFile } from './with-file.ts'

/** How far an earlier run took a file, or this one did before its name was gone. */
interface Known {
  readonly ino: number
  readonly end_byte: number
  readonly mark: string | null
}

/** Files of which more is known than that they were there, and whose names are gone. */
const REMEMBERED_FILES = 4096

/** The files of a folder, known by their names, and by what they are when they get other names. */
export class FollowedFiles {
  #files = new Map<string, FollowedFile>()
  /**
   * Files whose names are gone, by their numbers. A file that is renamed while the folder is looked at may be seen under
   * neither name, and under the new one at a later look.
   */
  readonly #gone = new Map<number, FollowedFile>()
  /** Those that were not seen since, by their paths. */
  readonly #known: Map<string, Known>
  /** Paths of these by the numbers of the files. */
  readonly #known_paths: ReadonlyMap<number, string>

  constructor(taken: TakenFiles) {
    this.#known = new Map([...taken].map(([path, { end_byte, stamp }]) => [path, { end_byte, ...readStamp(stamp) }]))
    this.#known_paths = new Map([...this.#known].map(([path, { ino }]) => [ino, path]))
  }

  /** Takes how the folder is now. @returns its files, in the order of the listing */
  async see(listed: readonly ListedFile[], now_ms: number): Promise<readonly FollowedFile[]> {
    const before = this.#files
    this.#files = new Map()
    for (const file of listed) {
      const followed = before.get(file.path)
      if (followed?.see(file, now_ms) === true) this.#files.set(file.path, followed)
    }
    for (const [path, followed] of before) {
      if (!this.#files.has(path) && followed.taken_byte > 0) this.#remember(followed)
    }
    for (const file of listed) {
      if (!this.#files.has(file.path)) this.#files.set(file.path, await this.#meet(file, now_ms))
    }
    return listed.flatMap(({ path }) => this.#files.get(path) ?? [])
  }

  /** Begins a file anew that was replaced. */
  begin({ name, path, stats }: FollowedFile): void {
    this.#files.set(path, new FollowedFile({ name, path, stats }, performance.now()))
  }

  #remember(followed: FollowedFile): void {
    this.#gone.set(followed.stats.ino, followed)
    const [oldest] = this.#gone.keys()
    if (oldest !== undefined && this.#gone.size > REMEMBERED_FILES) this.#gone.delete(oldest)
  }

  /** A file that was not seen under this name before: a new one, or one that was seen under another name. */
  async #meet(file: ListedFile, now_ms: number): Promise<FollowedFile> {
    const gone = this.#gone.get(file.stats.ino)
    if (gone !== undefined) {
      this.#gone.delete(file.stats.ino)
      const { taken_byte: end_byte, taken_mark: mark, stats } = gone
      if ((await isRenamed(file, { ino: stats.ino, end_byte, mark })) && gone.see(file, now_ms)) return gone
    }
    const followed = new FollowedFile(file, now_ms)
    const same_name = this.#known.get(file.path)
    if (same_name?.ino === file.stats.ino && same_name.end_byte <= file.stats.size) {
      this.#known.delete(file.path)
      followed.goOnFrom(same_name.end_byte, same_name.mark)
      return followed
    }
    const other_name = this.#known_paths.get(file.stats.ino) ?? ''
    const renamed = this.#known.get(other_name)
    if (renamed !== undefined && (await isRenamed(file, renamed))) {
      this.#known.delete(other_name)
      followed.goOnFrom(renamed.end_byte, renamed.mark)
    }
    return followed
  }
}

/** Whether a file is the one that was known under another name; what only has its number is another file. */
async function isRenamed({ path, stats }: ListedFile, { ino, end_byte, mark }: Known): Promise<boolean> {
  if (ino !== stats.ino || end_byte > stats.size || end_byte === 0 || mark === null) return false
  try {
    return (await withFile(path, (handle) => markOf(handle, end_byte))) === mark
  } catch {
    return false
  }
}
