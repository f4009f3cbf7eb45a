import { decodeLink, type LinkStep, NETWORK_IPV4 } from './link-layer.ts'
import * as outcome from './outcomes.ts'
import type { Convention } from './convention.ts'
import {
  DESTINATION,
  DETAIL,
  ICMP,
  ICMPV6,
  IS_IPV6,
  KIND,
  LENGTHS,
  OTHER,
  PORTS,
  SOURCE,
  TCP,
  UDP,
} from './packet-record.ts'

const IPV4_IN_IPV4 = 4
const L2TP_PORT = 1701
const MAX_NESTED = 8
const MAX_EXTENSIONS = 32

/** ICMP messages that quote the packet they are about: RFC 792. */
const QUOTING_TYPES: ReadonlySet<number> = new Set([3, 4, 5, 11, 12])

/** Extension headers whose length is counted in 8 bytes after the first 8: RFC 8200, 6275, 7401, 5533. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140])
const FRAGMENT_HEADER = 44
const AUTHENTICATION_HEADER = 51

/**
 * Takes packets apart into records (`packet-record.ts`). Lengths come from the wire: nothing is read outside the captured
 * bytes. One object serves a whole capture.
 */
export class PacketDecoder {
  /** Where the payload of the packet that was decoded last begins and ends; of ICMP its header, else that of IP, counts. */
  content_start = 0
  content_end = 0
  readonly #is_original: boolean
  readonly #link: LinkStep = { at: 0, network: NETWORK_IPV4, is_tagged: false }
  #bytes: Uint8Array = new Uint8Array(0)
  #words = new Uint32Array(0)
  #base = 0

  constructor(convention: Convention) {
    this.#is_original = convention === 'original'
  }

  /**
   * @param start first captured byte in `bytes` @param end behind the last one
   * @param original_bytes length on the wire
   * @param base where the record begins in `words`
   * @returns an outcome of `outcomes.ts`; the record is complete for METERED only
   */
  decode(
    bytes: Uint8Array,
    start: number,
    end: number,
    original_bytes: number,
    link_type: number,
    words: Uint32Array<ArrayBuffer>,
    base: number,
  ): number {
    const is_cut = original_bytes > end - start
    const found = decodeLink(bytes, start, end, link_type, this.#link)
    if (found !== outcome.METERED) return found === outcome.BAD_SHORT && is_cut ? outcome.CUT_LINK : found
    this.#bytes = bytes
    this.#words = words
    this.#base = base
    const { at, network } = this.#link
    this.content_start = at
    this.content_end = end
    const done = network === NETWORK_IPV4 ? this.#ipv4(at, end) : this.#ipv6(at, end)
    return done === outcome.BAD_SHORT && is_cut ? outcome.CUT_IP : done
  }

  #ipv4(at: number, captured_end: number): number {
    const bytes = this.#bytes
    if (at >= captured_end) return outcome.BAD_SHORT
    const first = bytes[at]!
    if (first >> 4 !== 4) return outcome.BAD_IP_VERSION
    if (captured_end - at < 20) return outcome.BAD_SHORT
    const header_bytes = (first & 15) * 4
    if (header_bytes < 20) return outcome.BAD_IPV4_HEADER
    if (at + header_bytes > captured_end) return outcome.BAD_SHORT
    const total = this.#u16(at + 2)
    // Behind the total length there is padding. With segmentation offload the length is 0 and all of the frame counts.
    // Behind a VLAN tag the reference counts padding as payload, and so do the data that models learnt from.
    const is_whole = total === 0 || this.#link.is_tagged
    const end = is_whole ? captured_end : Math.min(captured_end, at + total)
    this.content_end = end
    const words = this.#words
    const base = this.#base
    words[base + SOURCE] = this.#u32(at + 12)
    words[base + DESTINATION] = this.#u32(at + 16)
    for (let word = 1; word < 4; word += 1) {
      words[base + SOURCE + word] = 0
      words[base + DESTINATION + word] = 0
    }
    const is_later_fragment = (this.#u16(at + 6) & 0x1fff) !== 0
    if (is_later_fragment || (total === 0 && this.#is_original)) return this.#other(0)
    return this.#ipv4Payload(bytes[at + 9]!, at + header_bytes, end)
  }

  #ipv4Payload(protocol: number, at: number, end: number): number {
    if (this.#transport(protocol, at, end, 0, 0)) return outcome.METERED
    if (protocol !== ICMP) return this.#other(0)
    if (!this.#is_original) return this.#icmp(ICMP, at, end, 0)
    const is_quoting = at < end && QUOTING_TYPES.has(this.#bytes[at]!)
    return is_quoting && this.#inner(at + 8, end, 1) ? outcome.METERED : this.#other(0)
  }

  #ipv6(at: number, captured_end: number): number {
    const bytes = this.#bytes
    if (at >= captured_end) return outcome.BAD_SHORT
    if (bytes[at]! >> 4 !== 6) return outcome.BAD_IP_VERSION
    if (captured_end - at < 40) return outcome.BAD_SHORT
    const payload_bytes = this.#u16(at + 4)
    const end = payload_bytes === 0 ? captured_end : Math.min(captured_end, at + 40 + payload_bytes)
    this.content_end = end
    for (let word = 0; word < 4; word += 1) {
      this.#words[this.#base + SOURCE + word] = this.#u32(at + 8 + word * 4)
      this.#words[this.#base + DESTINATION + word] = this.#u32(at + 24 + word * 4)
    }
    let next = bytes[at + 6]!
    let position = at + 40
    for (let headers = 0; headers < MAX_EXTENSIONS; headers += 1) {
      const is_fragment = next === FRAGMENT_HEADER
      const is_authentication = next === AUTHENTICATION_HEADER
      if (!is_fragment && !is_authentication && !EXTENSIONS.has(next)) {
        if (this.#transport(next, position, end, IS_IPV6, 0)) return outcome.METERED
        return next === ICMPV6 ? this.#icmp(ICMPV6, position, end, IS_IPV6) : this.#other(IS_IPV6)
      }
      if (position + 8 > end) return position + 8 > captured_end ? outcome.BAD_SHORT : this.#other(IS_IPV6)
      if (is_fragment && (this.#u16(position + 2) & 0xfff8) !== 0) return this.#other(IS_IPV6)
      const length = bytes[position + 1]!
      next = bytes[position]!
      position += is_fragment ? 8 : is_authentication ? (length + 2) * 4 : (length + 1) * 8
    }
    return outcome.BAD_IPV6_EXTENSIONS
  }

  /** Whether the payload is TCP or UDP, possibly in a tunnel; the record is complete then. */
  #transport(protocol: number, at: number, end: number, family: number, depth: number): boolean {
    if (protocol === TCP) return this.#tcp(at, end, family)
    if (protocol === UDP) return this.#udp(at, end, family, depth)
    return protocol === IPV4_IN_IPV4 && family === 0 && this.#inner(at, end, depth + 1)
  }

  /** TCP or UDP behind an inner IPv4 header: it is metered with the outer addresses. */
  #inner(at: number, end: number, depth: number): boolean {
    if (depth > MAX_NESTED || end - at < 20) return false
    const first = this.#bytes[at]!
    const header_bytes = (first & 15) * 4
    if (first >> 4 !== 4 || header_bytes < 20 || (this.#u16(at + 6) & 0x1fff) !== 0) return false
    return this.#transport(this.#bytes[at + 9]!, at + header_bytes, end, 0, depth)
  }

  #tcp(at: number, end: number, family: number): boolean {
    if (end - at < 20) return false
    const header_bytes = (this.#bytes[at + 12]! >> 4) * 4
    if (header_bytes === 0) return false
    const flags = this.#bytes[at + 13]!
    this.#record(TCP | family | (flags << 16), this.#u32(at), end - at - header_bytes, Math.min(header_bytes, end - at))
    this.#words[this.#base + DETAIL] = this.#u16(at + 14)
    this.content_start = Math.min(at + header_bytes, end)
    return true
  }

  #udp(at: number, end: number, family: number, depth: number): boolean {
    if (end - at < 8) return false
    const ports = this.#u32(at)
    const is_l2tp = ports >>> 16 === L2TP_PORT || (ports & 0xffff) === L2TP_PORT
    if (is_l2tp && family === 0 && this.#l2tp(at + 8, end, depth + 1)) return true
    this.#record(UDP | family, ports, end - at - 8, 8)
    this.content_start = at + 8
    return true
  }

  /** L2TP version 2 data message with PPP in it: RFC 2661. */
  #l2tp(at: number, end: number, depth: number): boolean {
    if (end - at < 6) return false
    const head = this.#u16(at)
    const is_data = (head & 0x8000) === 0 && (head & 15) === 2
    if (!is_data) return false
    let position = at + 6 + ((head & 0x4000) !== 0 ? 2 : 0) + ((head & 0x0800) !== 0 ? 4 : 0)
    if ((head & 0x0200) !== 0) {
      if (position + 2 > end) return false
      position += 2 + this.#u16(position)
    }
    if (position + 4 > end) return false
    if (this.#u16(position) === 0xff03) position += 2
    if (position + 2 > end || this.#u16(position) !== 0x0021) return false
    return this.#inner(position + 2, end, depth)
  }

  #icmp(protocol: number, at: number, end: number, family: number): number {
    if (end - at < 4) return this.#other(family)
    this.#record(protocol | family, 0, 0, 0)
    this.content_start = at
    this.#words[this.#base + DETAIL] = this.#bytes[at + 1]! | (this.#bytes[at]! << 8)
    return outcome.METERED
  }

  #other(family: number): number {
    this.#record(OTHER | family, 0, 0, 0)
    return outcome.METERED
  }

  #record(kind: number, ports: number, payload_bytes: number, header_bytes: number): void {
    const words = this.#words
    const base = this.#base
    words[base + PORTS] = ports
    words[base + KIND] = kind
    // 16 bits, as the reference keeps it: 80,000 bytes count as 14,464.
    words[base + LENGTHS] = (Math.max(payload_bytes, 0) & 0xffff) | (header_bytes << 16)
    words[base + DETAIL] = 0
  }

  #u16(at: number): number {
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!
  }

  #u32(at: number): number {
    const bytes = this.#bytes
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  }
}
