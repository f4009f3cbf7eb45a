import { isFrameOf, skippableBytes } from './packed-format.ts'

/** Magic number and descriptor of a frame, the header of a skippable one, the header of a block. */
const FRAME_HEAD_BYTES = 5
const SKIPPABLE_HEAD_BYTES = 8
const BLOCK_HEAD_BYTES = 3

/**
 * Follows the frames and blocks of zstd (RFC 8878, 3.1.1) without unpacking them, to tell whether the last one is whole:
 * Node's unpacker ends without an error where the data does.
 */
export class ZstdFrames {
  #head: number[] = []
  #skip_bytes = 0
  #is_in_frame = false
  #checksum_bytes = 0

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const skipped = Math.min(this.#skip_bytes, chunk.length - at)
      this.#skip_bytes -= skipped
      at += skipped
      if (skipped > 0) continue
      this.#head.push(chunk[at] ?? 0)
      at += 1
      if (this.#is_in_frame) this.#block()
      else this.#frame()
    }
  }

  /** Whether what came ends where a frame does. */
  get is_whole(): boolean {
    return !this.#is_in_frame && this.#skip_bytes === 0 && this.#head.length === 0
  }

  #frame(): void {
    const head = Uint8Array.from(this.#head)
    // Zeros may fill up what is behind a frame.
    if (head[0] === 0) this.#head = []
    else if (head.length === FRAME_HEAD_BYTES && isFrameOf('zstd', head)) {
      const descriptor = head[4] ?? 0
      const is_single_segment = (descriptor & 32) !== 0
      const dictionary_bytes = [0, 1, 2, 4][descriptor & 3] ?? 0
      const size_bytes = [is_single_segment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
      this.#checksum_bytes = (descriptor & 4) === 0 ? 0 : 4
      this.#skip((is_single_segment ? 0 : 1) + dictionary_bytes + size_bytes)
      this.#is_in_frame = true
    } else if (head.length === SKIPPABLE_HEAD_BYTES) {
      // What is no frame at all is for the unpacker to refuse.
      this.#skip((skippableBytes(head) ?? Infinity) - SKIPPABLE_HEAD_BYTES)
    }
  }

  #block(): void {
    if (this.#head.length < BLOCK_HEAD_BYTES) return
    const [low = 0, middle = 0, high = 0] = this.#head
    const header = low | (middle << 8) | (high << 16)
    const is_one_byte_repeated = ((header >> 1) & 3) === 1
    const is_last = (header & 1) === 1
    this.#skip((is_one_byte_repeated ? 1 : header >>> 3) + (is_last ? this.#checksum_bytes : 0))
    this.#is_in_frame = !is_last
  }

  #skip(bytes: number): void {
    this.#head = []
    this.#skip_bytes = bytes
  }
}
