import { isIPv4, isIPv6 } from 'node:net'

/** A network in words: an IPv4 one has one, an IPv6 one four. */
export interface Network {
  readonly is_ipv6: boolean
  readonly words: readonly number[]
  readonly masks: readonly number[]
}

/** Reads `10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`; undefined when it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...more] = text.split('/')
  const is_ipv6 = isIPv6(address) && !address.includes('%')
  if (more.length > 0 || (!is_ipv6 && !isIPv4(address))) return undefined
  const bits = is_ipv6 ? 128 : 32
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(length <= bits)) return undefined
  const words = is_ipv6 ? ipv6Words(address) : [ipv4Word(address)]
  const masks = words.map((_, word) => maskOf(length - word * 32))
  return { is_ipv6, words: words.map((each, word) => (each & masks[word]!) >>> 0), masks }
}

function maskOf(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0
}

function ipv4Word(text: string): number {
  return text.split('.').reduce((word, octet) => word * 256 + Number(octet), 0)
}

/** @param text of a valid address */
function ipv6Words(text: string): number[] {
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0]
  const plain =
    dotted === undefined
      ? text
      : `${text.slice(0, -dotted.length)}${(ipv4Word(dotted) >>> 16).toString(16)}:${(ipv4Word(dotted) & 0xffff).toString(16)}`
  const [head = '', tail] = plain.split('::')
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const groups = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return [0, 2, 4, 6].map((at) => groups[at]! * 65_536 + groups[at + 1]!)
}
