import { missingKind } from './cell.ts'

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
