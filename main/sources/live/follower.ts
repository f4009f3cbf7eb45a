import type { AnomalyError } from '../../../contract/errors.ts'

/** A piece of a stream that is complete: a file that is read from its beginning to its end. */
export interface ClosedSegment {
  /** Name of the file that it is of, for a person. */
  readonly name: string
  /** What is to be read. */
  readonly path: string
  readonly size_bytes: number
  /**
   * Whether AnomalyX wrote `path`, so that it goes when nobody needs it any more. A file of another program was finished when
   * it was given; when it has another size behind the reading, it went on all the same.
   */
  readonly is_own: boolean
  /**
   * File that it is of, and its bytes in it; those of an interface are files of their own. `stamp` is for `TakenFiles` as it
   * is: it lets the file be found again when it was renamed, and tells whether it was replaced.
   */
  readonly origin: {
    readonly path: string
    readonly first_byte: number
    readonly end_byte: number
    readonly stamp: string
  }
}

/** How far the files were taken before, by their paths (`origin`): the last `end_byte` and `stamp` of each. */
export type TakenFiles = ReadonlyMap<string, { readonly end_byte: number; readonly stamp: string }>

/** Follows an interface or a folder. */
export interface Follower {
  /**
   * Segments as they are closed, in their order; the next one is prepared while one is read. Ends once `close` was called
   * and what came until then was given.
   * @throws AnomalyError when it cannot go on, such as `not_permitted`, `unreadable_file`, `disk_full`
   */
  readonly segments: AsyncIterable<ClosedSegment>
  /** Packets that the system lost so far. */
  readonly droppedPackets: () => number
  /** Ends the segment under way, and gives no more after it; settles within two seconds. */
  close(): Promise<void>
}

export interface FollowerOptions {
  /** Folder of the stream that segments are written to. */
  readonly segment_dir: string
  readonly segment_seconds: number
  readonly segment_bytes: number
  /** Told of what does not end the stream, such as a file of the folder that cannot be read. */
  readonly onProblem: (problem: AnomalyError) => void
}
