import { BAD, type BlockParser, type PacketSink } from '../packets/packet-sink.ts'
import { PcapParser, pcapHeaderBytes, readPcapHeader } from '../packets/pcap.ts'
import { PcapngParser } from '../packets/pcapng.ts'
import type { UnitScanner } from './unit-scanner.ts'

const MAGIC_BYTES = 4
const PCAPNG_SECTION = 0x0a0d0d0a
/** An interface block in either byte order. */
const PCAPNG_INTERFACES: ReadonlySet<number> = new Set([0x00000001, 0x01000000])

/** Records of a pcap behind its header, or blocks of a pcapng behind those that say what they are of. */
export class PacketUnits implements UnitScanner {
  head: Buffer = Buffer.alloc(0)
  contents = 0
  is_damaged = false
  #parser: BlockParser | undefined
  #is_pcapng = false
  readonly #sink: PacketSink = {
    packet: () => (this.contents += 1),
    refuse: () => (this.contents += 1),
  }

  scan(bytes: Buffer, enough_bytes: number): number {
    let at = this.#parser === undefined ? this.#open(bytes) : 0
    while (this.#parser !== undefined && at < bytes.length && at < enough_bytes) {
      const contents_before = this.contents
      const length = this.#parser.next(bytes, at)
      if (length === BAD) {
        this.is_damaged = true
        break
      }
      if (length === 0 || at + length > bytes.length) break
      if (this.contents === contents_before) this.#keepHead(bytes.subarray(at, at + length))
      at += length
    }
    return at
  }

  #open(bytes: Buffer): number {
    if (bytes.length < MAGIC_BYTES) return 0
    if (bytes.readUInt32BE(0) === PCAPNG_SECTION) {
      this.#is_pcapng = true
      this.#parser = new PcapngParser(this.#sink)
      return 0
    }
    const header_bytes = pcapHeaderBytes(bytes)
    this.is_damaged = header_bytes === undefined
    if (header_bytes === undefined || bytes.length < header_bytes) return 0
    this.head = Buffer.from(bytes.subarray(0, header_bytes))
    this.#parser = new PcapParser(this.#sink, readPcapHeader(this.head))
    return header_bytes
  }

  /** @param unit that is no packet */
  #keepHead(unit: Buffer): void {
    if (!this.#is_pcapng || unit.readUInt32BE(0) === PCAPNG_SECTION) this.head = Buffer.from(unit)
    else if (PCAPNG_INTERFACES.has(unit.readUInt32BE(0))) this.head = Buffer.concat([this.head, unit])
  }
}
