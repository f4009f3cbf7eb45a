/** Takes the packets of a capture one by one. */
export interface PacketSink {
  /**
   * @param bytes valid during the call; the packet is `[start, end)`
   * @param original_bytes length on the wire
   * @param time_us since 1970, cut to whole microseconds; 0 for a packet without a time
   * @param rest_ns nanoseconds that were cut off the time
   */
  packet(
    bytes: Uint8Array,
    start: number,
    end: number,
    original_bytes: number,
    time_us: number,
    link_type: number,
    rest_ns: number,
  ): void
  /** A packet that is there and cannot be used. @param outcome of `outcomes.ts` */
  refuse(outcome: number): void
}

/** What {@link BlockParser.next} answers when nothing behind can be read. */
export const BAD = -1

/** Reads the records of one file format. */
export interface BlockParser {
  /** Why reading stopped. */
  readonly reason: string
  /** What a person should know of how the records were read, in sentences. */
  notices(): readonly string[]
  /**
   * Reads the record at `at`.
   * @returns its length, possibly beyond the end of `bytes` when the rest may be skipped; 0 when more bytes are needed; BAD
   */
  next(bytes: Buffer, at: number): number
}

/** No interface captures more of a packet; a file that says so is damaged. */
export const MAX_RECORD_BYTES = 1 << 24
