import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { z } from 'zod'

import { AnomalyError, isOutOfSpace } from '../../../contract/errors.ts'
import type { ClosedSegment } from './follower.ts'

/** A segment that is being written. It ends with `close` or `discard`. */
export interface OpenSegment {
  readonly size_bytes: number
  write(bytes: Uint8Array): Promise<void>
  /** Lets it appear under its name, once it is on the disk. @param origin left out where it is a file of its own */
  close(origin?: ClosedSegment['origin']): Promise<ClosedSegment>
  discard(): Promise<void>
}

/** A closed segment that nobody is known to have taken. */
export interface LeftOver {
  readonly path: string
  readonly size_bytes: number
  readonly origin: ClosedSegment['origin']
}

const PARTIAL = /^\.(.+)\.part$/
const PENDING = /^\.(.+)\.pending$/
const OriginSchema = z.object({
  path: z.string(),
  first_byte: z.int().nonnegative(),
  end_byte: z.int().nonnegative(),
  stamp: z.string(),
})

/**
 * The segments that AnomalyX writes for one stream. A segment is hidden while it is written, and has a hidden mark beside it
 * until it was taken: what a crash leaves of either is told apart at the next start.
 */
export class SegmentFiles {
  readonly #dir: string

  private constructor(dir: string) {
    this.#dir = dir
  }

  /** @throws AnomalyError `unreadable_file`, `disk_full` */
  static async open(dir: string): Promise<SegmentFiles> {
    await writing(dir, () => mkdir(dir, { recursive: true, mode: 0o700 }))
    return new SegmentFiles(dir)
  }

  /** @param name of the file to be, of safe characters @throws AnomalyError `unreadable_file`, `disk_full` */
  async begin(name: string): Promise<OpenSegment> {
    const free_name = await this.#freeName(name)
    const partial_path = join(this.#dir, `.${free_name}.part`)
    const handle = await writing(this.#dir, () => open(partial_path, 'wx', 0o600))
    let size_bytes = 0
    return {
      get size_bytes() {
        return size_bytes
      },
      write: async (bytes) => {
        await writing(this.#dir, () => handle.writeFile(bytes))
        size_bytes += bytes.length
      },
      close: (origin) => this.#close(handle, free_name, size_bytes, origin),
      discard: async () => {
        await handle.close()
        await rm(partial_path, { force: true })
      },
    }
  }

  /** To be called once a segment was taken and the next one is asked for. */
  async taken({ path, is_own }: ClosedSegment): Promise<void> {
    if (is_own) await rm(this.#markOf(basename(path)), { force: true })
  }

  /** Segments that were closed and not taken when AnomalyX ended, oldest first. */
  async leftOvers(): Promise<LeftOver[]> {
    const found: LeftOver[] = []
    for (const name of await this.#namesOf(PENDING)) {
      const path = join(this.#dir, name)
      const stats = await stat(path).catch(() => null)
      const origin = await this.#readMark(name)
      if (stats === null || origin === null) await rm(this.#markOf(name), { force: true })
      else found.push({ path, size_bytes: stats.size, origin })
    }
    return found
  }

  /** Names of segments that were being written when AnomalyX ended. */
  partials(): Promise<string[]> {
    return this.#namesOf(PARTIAL)
  }

  partialPath(name: string): string {
    return join(this.#dir, `.${name}.part`)
  }

  /** Closes what a crash left of a segment. @param whole_bytes how much of it can be read */
  async completePartial(name: string, whole_bytes: number): Promise<ClosedSegment> {
    await truncate(this.partialPath(name), whole_bytes)
    return this.#close(await open(this.partialPath(name), 'r+'), name, whole_bytes, undefined)
  }

  async discardPartial(name: string): Promise<void> {
    await rm(this.partialPath(name), { force: true })
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true })
    await rm(this.#markOf(basename(path)), { force: true })
  }

  async #close(
    handle: FileHandle,
    name: string,
    size_bytes: number,
    given_origin: ClosedSegment['origin'] | undefined,
  ): Promise<ClosedSegment> {
    const path = join(this.#dir, name)
    const origin = given_origin ?? { path, first_byte: 0, end_byte: size_bytes, stamp: '' }
    await writing(this.#dir, async () => {
      await handle.sync()
      await handle.close()
      await writeSynced(this.#markOf(name), JSON.stringify(origin))
      await rename(this.partialPath(name), path)
      await syncFolder(this.#dir)
    })
    return { name: basename(origin.path), path, size_bytes, is_own: true, origin }
  }

  #markOf(name: string): string {
    return join(this.#dir, `.${name}.pending`)
  }

  async #readMark(name: string): Promise<ClosedSegment['origin'] | null> {
    try {
      return OriginSchema.parse(JSON.parse(await readFile(this.#markOf(name), 'utf8')))
    } catch {
      return null
    }
  }

  async #namesOf(pattern: RegExp): Promise<string[]> {
    const entries = await readdir(this.#dir)
    return entries.flatMap((entry) => pattern.exec(entry)?.[1] ?? []).sort()
  }

  async #freeName(name: string): Promise<string> {
    const dot = name.indexOf('.', 1)
    const [stem, ending] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)]
    const used = new Set(await readdir(this.#dir))
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? name : `${stem}-${String(number)}${ending}`
      if (!used.has(free) && !used.has(`.${free}.part`)) return free
    }
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Lets a rename survive a crash of the system; Windows cannot open folders, and needs no such thing. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writing<Result>(dir: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (isOutOfSpace(cause)) {
      throw new AnomalyError('disk_full', `The disk of ${dir} is full. Free some space, and resume the stream.`, {
        cause,
      })
    }
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AnomalyError('unreadable_file', `A segment cannot be written to ${dir}: ${why}.`, { cause })
  }
}
