import type { FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

import { AnomalyError } from '../../../contract/errors.ts'
import { endsInLine, FileCutter, unitKindOf } from './file-cutter.ts'
import { markOf, takenStamp } from './file-mark.ts'
import type { FollowedFile, FollowTimes, Step } from './followed-file.ts'
import { FollowedFiles } from './followed-files.ts'
import { listFolder } from './folder-listing.ts'
import type { ClosedSegment, Follower, FollowerOptions, TakenFiles } from './follower.ts'
import { oneAhead } from './one-ahead.ts'
import { discardLeftOvers } from './recover-segments.ts'
import { SegmentFiles } from './segment-files.ts'
import { withFile } from './with-file.ts'

const TIMES: FollowTimes = { poll_ms: 500, settled_ms: 2000 }
/** A look at a large folder takes its time; no more than one part in so many of all time goes into it. */
const LOOK_SHARE = 5

/**
 * Follows the captures that other programs put into a folder. One that comes complete is a segment in its place, and so is a
 * large one once it is finished; of others, pieces are cut, which stay as they are while they are read.
 * @throws AnomalyError `unreadable_file`, `disk_full`
 */
export async function openFolder(
  folder: string,
  taken: TakenFiles,
  options: FollowerOptions,
  times: FollowTimes = TIMES,
): Promise<Follower> {
  await listFolder(folder)
  const files = await SegmentFiles.open(options.segment_dir)
  await discardLeftOvers(files, taken)
  return new FolderFollower(folder, files, new FollowedFiles(taken), { ...options, ...times })
}

class FolderFollower implements Follower {
  readonly segments: AsyncIterable<ClosedSegment>
  readonly #folder: string
  readonly #files: SegmentFiles
  readonly #followed: FollowedFiles
  readonly #options: FollowerOptions & FollowTimes
  readonly #closing = new AbortController()
  /** Paths that cannot be opened by their names, each told once. */
  readonly #nameless = new Set<string>()

  constructor(folder: string, files: SegmentFiles, followed: FollowedFiles, options: FollowerOptions & FollowTimes) {
    this.#folder = folder
    this.#files = files
    this.#followed = followed
    this.#options = options
    this.segments = oneAhead(
      this.#follow(),
      (segment) => files.taken(segment),
      () => this.#end(),
    )
  }

  droppedPackets = (): number => 0

  close(): Promise<void> {
    this.#end()
    return Promise.resolve()
  }

  #end(): void {
    this.#closing.abort()
  }

  async *#follow(): AsyncGenerator<ClosedSegment> {
    while (!this.#isClosing()) {
      const began_ms = performance.now()
      const listed = await listFolder(this.#folder, (path) => this.#tellNameless(path))
      const look_ms = performance.now() - began_ms
      let is_any = false
      for (const file of await this.#followed.see(listed, performance.now())) {
        const segment = await this.#take(file)
        if (segment === null) continue
        is_any = true
        yield segment
        if (this.#isClosing()) break
      }
      if (!is_any) await this.#pause(Math.max(this.#options.poll_ms, look_ms * LOOK_SHARE))
    }
    yield* this.#lastPieces()
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  async #pause(pause_ms: number): Promise<void> {
    const { signal } = this.#closing
    // It rejects when the stream is closed, and whoever waits looks.
    await setTimeout(pause_ms, undefined, { signal }).catch(() => undefined)
  }

  /** What is complete of the files that are being written: nobody looks at them again. */
  async *#lastPieces(): AsyncGenerator<ClosedSegment> {
    const listed = await listFolder(this.#folder).catch(() => [])
    for (const file of await this.#followed.see(listed, performance.now())) {
      for (;;) {
        const segment = await this.#take(file, true)
        if (segment === null) break
        yield segment
        if (!segment.is_own) break
      }
    }
  }

  /** The segment that a file is due to give now; null when there is none. */
  async #take(file: FollowedFile, is_last = false): Promise<ClosedSegment | null> {
    const step = file.step(performance.now(), this.#options, is_last)
    if (step === 'wait' || (is_last && step === 'whole')) return null
    try {
      return await withFile(file.path, (handle) => this.#carryOut(step, file, handle))
    } catch (error) {
      // Those of the segment end the stream; those of the file do not.
      if (error instanceof AnomalyError) throw error
      this.#tell(file, 'It cannot be read. Check that you have permission to read it.', error)
      return null
    }
  }

  async #carryOut(step: Exclude<Step, 'wait'>, file: FollowedFile, handle: FileHandle): Promise<ClosedSegment | null> {
    if ((await handle.stat()).ino !== file.stats.ino) return null
    if (!(await this.#isSame(file, handle))) {
      this.#followed.begin(file)
      return null
    }
    switch (step) {
      case 'check':
        file.checked()
        return null
      case 'whole':
        return this.#whole(file, handle)
      case 'piece':
      case 'tail':
        return this.#piece(file, handle, step === 'tail')
    }
  }

  /** Whether what was taken of it is still there. */
  async #isSame({ taken_byte, taken_mark }: FollowedFile, handle: FileHandle): Promise<boolean> {
    return taken_mark === null || (await markOf(handle, taken_byte)) === taken_mark
  }

  async #whole(file: FollowedFile, handle: FileHandle): Promise<ClosedSegment | null> {
    const { name, path, stats } = file
    if (file.taken_byte > 0) {
      this.#options.onProblem(
        new AnomalyError(
          'unreadable_file',
          `${path} grew after it was read, and can be read as a whole alone, so it is read again. Let it be complete before it comes into the folder.`,
        ),
      )
    }
    if (file.was_changing && !file.has_half_line && (await unitKindOf(handle)) === 'lines') {
      file.has_half_line = await endsInLine(handle, stats.size)
      if (file.has_half_line) return null
    }
    const mark = await markOf(handle, stats.size)
    const now = await handle.stat()
    // It goes on after all.
    if (now.size !== stats.size || now.mtimeMs !== stats.mtimeMs) return null
    file.took(stats.size, mark, performance.now(), true)
    const origin = { path, first_byte: 0, end_byte: stats.size, stamp: takenStamp(stats, mark) }
    return { name, path, size_bytes: stats.size, is_own: false, origin }
  }

  async #piece(file: FollowedFile, handle: FileHandle, with_tail: boolean): Promise<ClosedSegment | null> {
    const { path, stats, taken_byte } = file
    if (file.cutter === null) {
      const kind = await unitKindOf(handle)
      file.is_whole_only = kind === 'other'
      if (kind === null) file.foundNothing(performance.now())
      if (kind === null || kind === 'other') return null
      file.cutter = new FileCutter(kind)
    }
    const { segment_bytes: enough_bytes } = this.#options
    const range = { path, stats, taken_byte, enough_bytes, with_tail }
    const piece = file.cutter.is_over ? null : await file.cutter.cut(handle, range, this.#files)
    if (piece === null) {
      this.#tell(file, 'Behind what was read of it, nothing can be told apart: it is damaged.')
      return null
    }
    if (piece.segment === null && with_tail) file.giveUp()
    else if (piece.segment === null) file.foundNothing(performance.now(), piece.is_exhausted)
    else file.took(piece.end_byte, piece.mark, performance.now(), piece.is_exhausted)
    return piece.segment
  }

  #tellNameless(path: string): void {
    if (this.#nameless.has(path)) return
    this.#nameless.add(path)
    this.#options.onProblem(
      new AnomalyError(
        'unreadable_file',
        `${path} has a name that is not UTF-8, so it cannot be read. Give it another name.`,
      ),
    )
  }

  #tell(file: FollowedFile, why: string, cause?: unknown): void {
    file.giveUp()
    // One that is gone meanwhile is no problem.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return
    if (file.is_told) return
    file.is_told = true
    this.#options.onProblem(new AnomalyError('unreadable_file', `${file.path}: ${why}`, { cause }))
  }
}
