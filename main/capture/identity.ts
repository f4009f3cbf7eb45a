import { missingKind, parseNumericCell } from '../flow/cell.ts'
import { NO_NUMBER } from './flow-batch.ts'

/** Protocols that some tables name in place of their numbers (IANA). */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['hopopt', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ipip', 4],
  ['ipv4', 4],
  ['tcp', 6],
  ['udp', 17],
  ['ipv6', 41],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['icmp6', 58],
  ['ipv6icmp', 58],
  ['ospf', 89],
  ['ospfigp', 89],
  ['pim', 103],
  ['vrrp', 112],
  ['l2tp', 115],
  ['sctp', 132],
  ['udplite', 136],
])

const HEXADECIMAL = /^0x[0-9a-f]{1,4}$/i
/** `TCP (6)`, `6 (TCP)`, `TCP/6`, `6-TCP`. */
const NAME_AND_NUMBER = /^(?:([a-z][a-z0-9-]*)[ (/:-]+(\d+)\)?|(\d+)[ (/:-]+([a-z][a-z0-9-]*)\)?)$/i

/** Number of a protocol (IANA) written as a number, also a decimal or a hexadecimal one, by its name, or as both. */
export function protocolNumber(text: string): number {
  const own = text.trim()
  const named = PROTOCOL_NUMBERS.get(folded(own))
  if (named !== undefined) return named
  const both = NAME_AND_NUMBER.exec(own)
  if (both !== null) {
    const name = PROTOCOL_NUMBERS.get(folded(both[1] ?? both[4] ?? ''))
    const number = Number(both[2] ?? both[3])
    return name === undefined || name === number ? smallNumber(number, 255) : NO_NUMBER
  }
  return smallNumber(HEXADECIMAL.test(own) ? Number(own) : parseNumericCell(own), 65_535)
}

/** Number of a port, also written as a decimal or a hexadecimal one; NO_NUMBER for anything else. */
export function portNumber(text: string): number {
  const own = text.trim()
  return smallNumber(HEXADECIMAL.test(own) ? Number(own) : parseNumericCell(own), 65_535)
}

function smallNumber(value: number | undefined, largest: number): number {
  return value === undefined || !(value >= 0 && value <= largest) ? NO_NUMBER : Math.trunc(value)
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/**
 * An address in the one spelling that stands for it, so that one host is one host: without spaces, brackets and zone,
 * IPv4 octets without leading zeros, IPv6 in the form of RFC 5952, IPv4-mapped IPv6 as IPv4. Leading zeros of an octet are
 * padding: flow exporters pad to three digits, and none writes octal. Other text stands for itself; null for none.
 */
export function addressText(text: string): string | null {
  const trimmed = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .trim()
  if (missingKind(trimmed) !== undefined) return null
  const v4 = ipv4(trimmed)
  if (v4 !== undefined) return v4
  return (trimmed.includes(':') ? ipv6(trimmed.replace(/%.*$/, '')) : undefined) ?? trimmed
}

function ipv4(text: string): string | undefined {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  return octets?.every((octet) => octet < 256) === true ? octets.join('.') : undefined
}

function ipv6(text: string): string | undefined {
  const [, head = text, dotted] = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? []
  const v4 = dotted === undefined ? undefined : ipv4(dotted)?.split('.').map(Number)
  if (dotted !== undefined && v4 === undefined) return undefined
  const tail =
    v4 === undefined
      ? ''
      : groupsOf(v4)
          .map((group) => group.toString(16))
          .join(':')
  const halves = (head + tail).split('::')
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const is_cut = halves.length === 2
  const written = left.length + right.length
  if (halves.length > 2 || (is_cut ? written > 7 : written !== 8)) return undefined
  if (![...left, ...right].every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const groups = [...left, ...Array<string>(8 - written).fill('0'), ...right].map((group) => parseInt(group, 16))
  return mapped(groups) ?? compressed(groups)
}

function groupsOf([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  return [a * 256 + b, c * 256 + d]
}

/** The IPv4 address that `::ffff:a.b.c.d` stands for. */
function mapped(groups: readonly number[]): string | undefined {
  if (groups[5] !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return undefined
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.')
}

/** RFC 5952: the first of the longest runs of two or more zeros is cut. */
function compressed(groups: readonly number[]): string {
  let best = { at: 0, length: 1 }
  for (let at = 0; at < groups.length; at += 1) {
    let length = 0
    while (groups[at + length] === 0) length += 1
    if (length > best.length) best = { at, length }
  }
  const hex = groups.map((group) => group.toString(16))
  if (best.length < 2) return hex.join(':')
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`
}
