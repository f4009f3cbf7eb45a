/** Finds where the rows, records or blocks of a file end. It is told all bytes of the file, from the first one on. */
export interface UnitScanner {
  /** What must stand before bytes behind those that were scanned, so that they are a file of their own. */
  readonly head: Buffer
  /** Rows or packets in what was scanned. */
  readonly contents: number
  /** Whether nothing behind what was scanned can be told apart. */
  readonly is_damaged: boolean
  /**
   * Scans the whole units that `bytes` begins with. No further one is begun once there are `enough_bytes` of them.
   * @returns their length; 0 when more bytes are needed
   */
  scan(bytes: Buffer, enough_bytes: number): number
}

/** A unit that is longer than this is none: a record of a capture is the longest one. */
export const LONGEST_UNIT_BYTES = 1 << 25
