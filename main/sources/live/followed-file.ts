import type { Stats } from 'node:fs'

import { stampOf } from '../file-stamp.ts'
import type { FileCutter } from './file-cutter.ts'
import type { ListedFile } from './folder-listing.ts'

/**
 * What is to be done with a file now. `whole`: it is finished, and is a segment where it is; `piece`: what is complete of it
 * is cut out; `tail`: its last line has no end, and nobody goes on with it; `check`: it may have been replaced.
 */
export type Step = 'wait' | 'whole' | 'piece' | 'tail' | 'check'

/** Times of following, in milliseconds. */
export interface FollowTimes {
  /** Between two looks at the folder. */
  readonly poll_ms: number
  /** A file that did not change for this time is finished. */
  readonly settled_ms: number
}

export interface StepLimits extends FollowTimes {
  readonly segment_seconds: number
  readonly segment_bytes: number
}

/** Writers with a buffer leave half a line for a while: only after so many times `settled_ms` it counts as one. */
const TAIL_PATIENCE = 15

/** What is known of a file of the folder. Times are of a clock that nobody sets. */
export class FollowedFile {
  name: string
  path: string
  stats: Stats
  /** Bytes that were given in segments. */
  taken_byte = 0
  /** Of the bytes before; null when nothing was taken, or nobody knows. */
  taken_mark: string | null = null
  /** Finds its rows or packets; null until it is to be cut. */
  cutter: FileCutter | null = null
  /** Whether only all of it can be read, such as of what is compressed. */
  is_whole_only = false
  /** Whether its last line had no end when it was to be taken as it is. */
  has_half_line = false
  /** Whether a person was told that it cannot be read. */
  is_told = false
  #changed_at_ms: number
  /** When the first bytes were seen that are not taken. */
  #waiting_since_ms: number
  #was_changing = false
  /** Size at which all that is complete was taken. */
  #exhausted_bytes = -1
  #checked_mtime_ms: number
  /** As it was when nothing more could be done with it. */
  #given_up_stamp = ''

  constructor({ name, path, stats }: ListedFile, now_ms: number) {
    this.name = name
    this.path = path
    this.stats = stats
    this.#changed_at_ms = now_ms
    this.#waiting_since_ms = now_ms
    this.#checked_mtime_ms = stats.mtimeMs
  }

  /** Takes what an earlier run knew. */
  goOnFrom(taken_byte: number, mark: string | null): void {
    this.taken_byte = taken_byte
    this.taken_mark = mark
    // Whether it was replaced meanwhile by one of the same size is to be looked at.
    this.#checked_mtime_ms = -1
  }

  /** Takes how it is now. @returns false when it is certainly another file than before */
  see({ name, path, stats }: ListedFile, now_ms: number): boolean {
    if (stats.ino !== this.stats.ino || stats.size < this.stats.size || stats.size < this.taken_byte) return false
    if (stats.size !== this.stats.size || stats.mtimeMs !== this.stats.mtimeMs) {
      if (this.stats.size <= this.taken_byte) this.#waiting_since_ms = now_ms
      this.#changed_at_ms = now_ms
      this.#was_changing = true
      this.has_half_line = false
    }
    this.name = name
    this.path = path
    this.stats = stats
    return true
  }

  /** @param is_last whether what came until now is to be taken, since nobody will look again */
  step(now_ms: number, limits: StepLimits, is_last = false): Step {
    const { size, mtimeMs } = this.stats
    if (size === 0 || stampOf(this.stats) === this.#given_up_stamp) return 'wait'
    const unchanged_ms = now_ms - this.#changed_at_ms
    const is_settled = unchanged_ms >= limits.settled_ms
    if (size === this.taken_byte) return mtimeMs !== this.#checked_mtime_ms && is_settled ? 'check' : 'wait'
    const is_begun = this.taken_byte > 0 || this.#was_changing
    if (size === this.#exhausted_bytes || this.has_half_line) {
      if (unchanged_ms >= limits.settled_ms * TAIL_PATIENCE) return this.taken_byte === 0 ? 'whole' : 'tail'
      if (size === this.#exhausted_bytes) return 'wait'
    } else if (is_settled && (this.taken_byte === 0 || this.is_whole_only)) {
      // What was being written may go on after all, while it is read: a copy stays as it is. Of a large file it would be many.
      return this.#was_changing && !this.is_whole_only && size <= limits.segment_bytes ? 'piece' : 'whole'
    }
    if (this.is_whole_only || !is_begun) return 'wait'
    // A large file that is copied into the folder may soon be finished.
    const is_much = this.taken_byte > 0 && size - this.taken_byte >= limits.segment_bytes
    const is_due = is_much || now_ms - this.#waiting_since_ms >= limits.segment_seconds * 1000
    return is_due || is_last ? 'piece' : 'wait'
  }

  /** Whether it was seen to change, so that half a line at its end may still be written. */
  get was_changing(): boolean {
    return this.#was_changing
  }

  /** Bytes up to `end_byte` were given. @param is_exhausted whether nothing complete is behind them */
  took(end_byte: number, mark: string, now_ms: number, is_exhausted: boolean): void {
    this.taken_byte = end_byte
    this.taken_mark = mark
    this.has_half_line = false
    this.#checked_mtime_ms = this.stats.mtimeMs
    this.foundNothing(now_ms, is_exhausted)
  }

  /** Nothing complete was in what is not taken. */
  foundNothing(now_ms: number, is_exhausted = true): void {
    if (!is_exhausted) return
    this.#exhausted_bytes = this.stats.size
    this.#waiting_since_ms = now_ms
  }

  /** It was looked at and is the same. */
  checked(): void {
    this.#checked_mtime_ms = this.stats.mtimeMs
  }

  /** Nothing is done with it until it changes. */
  giveUp(): void {
    this.#given_up_stamp = stampOf(this.stats)
  }
}
