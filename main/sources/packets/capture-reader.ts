import { PcapParser, pcapHeaderBytes, readPcapHeader } from './pcap.ts'
import { PcapngParser } from './pcapng.ts'
import type { BlockParser, PacketSink } from './packet-sink.ts'
import { BAD } from './packet-sink.ts'

const PCAPNG_MAGIC = 0x0a0d0d0a

/** How a capture ended where it should not. */
export interface CaptureEnd {
  /** Byte of the unpacked capture at which reading stopped. */
  readonly at_byte: number
  readonly reason: string
}

/** Whether a file that begins so is a packet capture. @param start at least 4 bytes, else it is none */
export function isPacketCapture(start: Uint8Array): boolean {
  if (start.length < 4) return false
  return bigEndian(start) === PCAPNG_MAGIC || pcapHeaderBytes(start) !== undefined
}

function bigEndian(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32BE(0)
}

/**
 * Reads a capture chunk by chunk and hands each packet to the sink, in the order of the file. Only the bytes of one
 * incomplete record are kept between chunks.
 */
export class CaptureReader {
  readonly #sink: PacketSink
  #parser: BlockParser | undefined
  #carried: Buffer = Buffer.alloc(0)
  /** Filled again for each chunk: a new one each time would be hundreds of megabytes before they are given back. */
  #joined: Buffer = Buffer.alloc(0)
  #skip_bytes = 0
  #done_bytes = 0
  #end: CaptureEnd | undefined

  constructor(sink: PacketSink) {
    this.#sink = sink
  }

  /** @returns false when nothing behind it can be read */
  push(chunk: Buffer): boolean {
    if (this.is_ended) return false
    const skipped = Math.min(this.#skip_bytes, chunk.length)
    this.#skip_bytes -= skipped
    this.#done_bytes += skipped
    const fresh = skipped === 0 ? chunk : chunk.subarray(skipped)
    const bytes = this.#carried.length === 0 ? fresh : this.#join(this.#carried, fresh)
    const done = this.#parse(bytes)
    this.#done_bytes += done
    // The chunk's memory is used again by whoever reads the file.
    this.#carried = Buffer.from(bytes.subarray(Math.min(done, bytes.length)))
    if (done > bytes.length) {
      this.#skip_bytes = done - bytes.length
      this.#done_bytes -= this.#skip_bytes
    }
    return !this.is_ended
  }

  #join(carried: Buffer, fresh: Buffer): Buffer {
    const length = carried.length + fresh.length
    if (this.#joined.length < length) this.#joined = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(length)))
    carried.copy(this.#joined)
    fresh.copy(this.#joined, carried.length)
    return this.#joined.subarray(0, length)
  }

  /** Whether nothing behind what was read can be read. */
  get is_ended(): boolean {
    return this.#end !== undefined
  }

  /** What a person should know of how it was read. */
  notices(): readonly string[] {
    return this.#parser?.notices() ?? []
  }

  /**
   * To be called behind the last chunk.
   * @param is_cut whether what the capture was unpacked from ended early
   * @returns what was wrong with the end of the file, if anything was
   */
  finish(is_cut = false): CaptureEnd | undefined {
    if (this.#end === undefined && (this.#carried.length > 0 || this.#skip_bytes > 0)) {
      this.#end = { at_byte: this.#done_bytes, reason: 'the last record is incomplete' }
    }
    if (is_cut) this.#end ??= { at_byte: this.#done_bytes, reason: 'the compressed data ends early' }
    return this.#end
  }

  /** @returns bytes that are done with, which may be more than there are: the rest is to be skipped */
  #parse(bytes: Buffer): number {
    let at = 0
    if (this.#parser === undefined) {
      const opened = this.#open(bytes)
      if (opened === undefined) return 0
      at = opened
    }
    const parser = this.#parser!
    while (at < bytes.length) {
      const length = parser.next(bytes, at)
      if (length === BAD) {
        this.#end = { at_byte: this.#done_bytes + at, reason: parser.reason }
        return at
      }
      if (length === 0) return at
      at += length
    }
    return at
  }

  #open(bytes: Buffer): number | undefined {
    if (bytes.length < 4) return undefined
    if (bytes.readUInt32BE(0) === PCAPNG_MAGIC) {
      this.#parser = new PcapngParser(this.#sink)
      return 0
    }
    const header_bytes = pcapHeaderBytes(bytes)
    if (header_bytes === undefined) throw new Error('not a packet capture')
    if (bytes.length < header_bytes) return undefined
    this.#parser = new PcapParser(this.#sink, readPcapHeader(bytes))
    return header_bytes
  }
}
