import { ipText } from '../../contract/ip-address.ts'
import { missingKind } from './cell.ts'

/**
 * An address in the one spelling that stands for it, so that one host is one host: without spaces, brackets and zone,
 * IPv4 octets without leading zeros, without the prefix of a whole address, IPv6 in the form of RFC 5952, IPv4-mapped IPv6 as IPv4. Leading zeros of an octet are
 * padding: flow exporters pad to three digits, and none writes octal. Other text stands for itself; null for none.
 */
export function addressText(text: string): string | null {
  if (isPlainIpv4(text)) return text
  const own = withoutBrackets(text)
  const plain = withoutBrackets(plainCharacters(text))
  if (missingKind(plain) !== undefined) return null
  return ipText(plain) ?? hostOfNetwork(plain) ?? wrappedAddress(plain) ?? own
}

const [ZERO, NINE, POINT] = [48, 57, 46] as const

/** Whether a text is an IPv4 address in the spelling that stands for it, as nearly all are. */
function isPlainIpv4(text: string): boolean {
  let points = 0
  let octet = -1
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === POINT) {
      if (octet < 0) return false
      points += 1
      octet = -1
    } else if (character < ZERO || character > NINE || octet === 0) return false
    else octet = (octet < 0 ? 0 : octet * 10) + character - ZERO
    if (octet > 255) return false
  }
  return points === 3 && octet >= 0
}

/** What programs put around an address: Java a `/`, Python `b''` and the name of its type, spreadsheets `="..."` and an apostrophe. */
const WRAPPED = /^(?:(?:b|IPv[46]Address\()?(['"])(.+)\1\)?|="(.+)"|'(.+)|\/(.+))$/
/** An address and its port. */
const WITH_PORT = /^(?:\[(.+)\]|(\d{1,3}(?:\.\d{1,3}){3})):\d{1,5}$/

function wrappedAddress(text: string): string | undefined {
  const [, , quoted, formula, marked, slashed] = WRAPPED.exec(text) ?? []
  const inner = quoted ?? formula ?? marked ?? slashed ?? text
  const [, bracketed, dotted] = WITH_PORT.exec(inner) ?? []
  return ipText(withoutBrackets(bracketed ?? dotted ?? inner))
}

function withoutBrackets(text: string): string {
  return text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .trim()
}

/** Without characters that are not seen, and with those of full width as the usual ones. */
function plainCharacters(text: string): string {
  // eslint-disable-next-line no-control-regex -- the range is that of ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFKC').replace(/\p{Cf}/gu, '')
}

/** The one address of a network that has no other: `192.0.2.9/32`, `2001:db8::9/128`. */
function hostOfNetwork(text: string): string | undefined {
  const [, address, bits] = /^(.+)\/(32|128)$/.exec(text) ?? []
  return address?.includes(':') === (bits === '128') ? ipText(address) : undefined
}
