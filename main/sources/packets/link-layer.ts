import * as outcome from './outcomes.ts'
import { decodeWlan } from './wlan.ts'

/** Link types as `pcap` and `pcapng` number them: https://www.tcpdump.org/linktypes.html */
const LINK_NULL = 0
const LINK_ETHERNET = 1
const LINK_PPP = 9
const LINK_RAW_BSD = 12
const LINK_RAW_OPENBSD = 14
const LINK_PPP_HDLC = 50
const LINK_PPPOE = 51
const LINK_RAW = 101
const LINK_WLAN = 105
const LINK_LOOP = 108
const LINK_LINUX_COOKED = 113
const LINK_WLAN_RADIOTAP = 127
const LINK_IPV4 = 228
const LINK_IPV6 = 229
const LINK_LINUX_COOKED_2 = 276

export const NETWORK_IPV4 = 4
export const NETWORK_IPV6 = 6

/** Where the IP header is; filled by {@link decodeLink}. */
export interface LinkStep {
  at: number
  network: number
  /** Whether a VLAN tag stands before it. */
  is_tagged: boolean
}

const MAX_TAGS = 16
const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_ARP = 0x0806
const ETHERTYPE_IPV6 = 0x86dd
const ETHERTYPE_MPLS = 0x8847
const ETHERTYPE_MPLS_MULTICAST = 0x8848
const ETHERTYPE_PPPOE_DISCOVERY = 0x8863
const ETHERTYPE_PPPOE = 0x8864
/** Below it the field is the length of an IEEE 802.3 frame. */
const SMALLEST_ETHERTYPE = 0x0600

/** Address families of BSD, macOS and Linux for IPv6 in NULL and LOOP headers. */
const IPV6_FAMILIES: ReadonlySet<number> = new Set([10, 24, 28, 30])

/**
 * Finds the IP header behind the link layer of a packet in `bytes[start, end)`.
 * @returns METERED with `step` filled, or why there is none; BAD_SHORT when the packet ends in these headers
 */
export function decodeLink(bytes: Uint8Array, start: number, end: number, link_type: number, step: LinkStep): number {
  step.is_tagged = false
  switch (link_type) {
    case LINK_ETHERNET:
      return end - start < 14 ? outcome.BAD_SHORT : etherType(bytes, start + 12, end, step)
    case LINK_RAW:
    case LINK_RAW_BSD:
    case LINK_RAW_OPENBSD:
      return rawIp(bytes, start, end, step)
    case LINK_IPV4:
      return found(step, start, NETWORK_IPV4)
    case LINK_IPV6:
      return found(step, start, NETWORK_IPV6)
    case LINK_LINUX_COOKED:
      return end - start < 16 ? outcome.BAD_SHORT : etherType(bytes, start + 14, end, step)
    case LINK_LINUX_COOKED_2:
      return end - start < 20 ? outcome.BAD_SHORT : payloadOf(u16(bytes, start), bytes, start + 20, end, step)
    case LINK_NULL:
    case LINK_LOOP:
      return loopback(bytes, start, end, step)
    case LINK_PPP:
    case LINK_PPP_HDLC:
      return ppp(bytes, start, end, step)
    case LINK_PPPOE:
      return pppoe(bytes, start, end, step)
    case LINK_WLAN:
    case LINK_WLAN_RADIOTAP:
      return wlan(bytes, start, end, link_type === LINK_WLAN_RADIOTAP, step)
    default:
      return outcome.BAD_LINK_TYPE
  }
}

function found(step: LinkStep, at: number, network: number): number {
  step.at = at
  step.network = network
  return outcome.METERED
}

/** @param at of the EtherType, the whole of which is captured */
function etherType(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  let position = at
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    const type = u16(bytes, position)
    if (!isVlanTag(type)) {
      if (type < SMALLEST_ETHERTYPE) return llc(bytes, position + 2, end, step)
      return payloadOf(type, bytes, position + 2, end, step)
    }
    step.is_tagged = true
    position += 4
    if (position + 2 > end) return outcome.BAD_SHORT
  }
  return outcome.BAD_TAGS
}

/** IEEE 802.1Q, 802.1ad, and the two numbers that were used for nested tags before it. */
function isVlanTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200
}

function payloadOf(type: number, bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  switch (type) {
    case ETHERTYPE_IPV4:
      return found(step, at, NETWORK_IPV4)
    case ETHERTYPE_IPV6:
      return found(step, at, NETWORK_IPV6)
    case ETHERTYPE_ARP:
      return outcome.NOT_IP_ARP
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return mpls(bytes, at, end, step)
    case ETHERTYPE_PPPOE:
      return pppoe(bytes, at, end, step)
    case ETHERTYPE_PPPOE_DISCOVERY:
      return outcome.NOT_IP_PPPOE_DISCOVERY
    default:
      if (!isVlanTag(type)) return outcome.NOT_IP_ETHERTYPE
      step.is_tagged = true
      return at + 4 > end ? outcome.BAD_SHORT : etherType(bytes, at + 2, end, step)
  }
}

/** IEEE 802.2 with a SNAP header: RFC 1042. */
function llc(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  if (at + 3 > end) return outcome.BAD_SHORT
  if (bytes[at] !== 0xaa || bytes[at + 1] !== 0xaa) return outcome.NOT_IP_LLC
  if (at + 8 > end) return outcome.BAD_SHORT
  const organisation = (bytes[at + 3]! << 16) | u16(bytes, at + 4)
  // 00-00-F8 is the bridge tunnel encapsulation, which keeps the EtherType too.
  if (organisation !== 0 && organisation !== 0x0000f8) return outcome.NOT_IP_LLC
  return etherType(bytes, at + 6, end, step)
}

function mpls(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  let position = at
  for (let labels = 0; labels < MAX_TAGS; labels += 1) {
    if (position + 5 > end) return outcome.BAD_SHORT
    const is_bottom = (bytes[position + 2]! & 1) === 1
    position += 4
    if (is_bottom) {
      const version = bytes[position]! >> 4
      return version === 4 || version === 6 ? found(step, position, version) : outcome.NOT_IP_MPLS
    }
  }
  return outcome.BAD_TAGS
}

/** RFC 2516, from the version on. */
function pppoe(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  if (at + 6 > end) return outcome.BAD_SHORT
  return bytes[at + 1] === 0 ? ppp(bytes, at + 6, end, step) : outcome.NOT_IP_PPPOE_DISCOVERY
}

function ppp(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  if (at + 2 > end) return outcome.BAD_SHORT
  const position = u16(bytes, at) === 0xff03 || u16(bytes, at) === 0x0f00 ? at + 2 : at
  if (position + 2 > end) return outcome.BAD_SHORT
  const is_short = (bytes[position]! & 1) === 1
  const protocol = is_short ? bytes[position]! : u16(bytes, position)
  const behind = position + (is_short ? 1 : 2)
  if (protocol === 0x0021 || protocol === ETHERTYPE_IPV4) return found(step, behind, NETWORK_IPV4)
  if (protocol === 0x0057 || protocol === ETHERTYPE_IPV6) return found(step, behind, NETWORK_IPV6)
  return protocol === 0x0281 ? mpls(bytes, behind, end, step) : outcome.NOT_IP_PPP
}

/** The family is in the byte order of the machine that captured, which the file does not tell. */
function loopback(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  if (at + 4 > end) return outcome.BAD_SHORT
  const family = u16(bytes, at) === 0 ? u16(bytes, at + 2) : bytes[at]! | (bytes[at + 1]! << 8)
  if (family === 2) return found(step, at + 4, NETWORK_IPV4)
  return IPV6_FAMILIES.has(family) ? found(step, at + 4, NETWORK_IPV6) : outcome.NOT_IP_LOOPBACK
}

function rawIp(bytes: Uint8Array, at: number, end: number, step: LinkStep): number {
  if (at >= end) return outcome.BAD_SHORT
  const version = bytes[at]! >> 4
  return version === 4 || version === 6 ? found(step, at, version) : outcome.BAD_IP_VERSION
}

function wlan(bytes: Uint8Array, start: number, end: number, has_radiotap: boolean, step: LinkStep): number {
  const at = decodeWlan(bytes, start, end, has_radiotap)
  return at < 0 ? -at : llc(bytes, at, end, step)
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}
