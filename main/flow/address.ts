import { ipText } from '../../contract/ip-address.ts'
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
  return ipText(trimmed) ?? trimmed
}
