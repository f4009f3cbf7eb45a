/** Addresses from first to last, as numbers. */
interface Range {
  readonly first: bigint
  readonly last: bigint
  readonly bits: 32 | 128
}

/** Where an address is. */
export const OUTSIDE = 0
export const HOME = 1
/** Multicast, broadcast or unspecified: no host. */
export const GROUP = 2
export type Place = typeof OUTSIDE | typeof HOME | typeof GROUP

/** Value of a dotted IPv4 address in its one spelling; -1 for other text. */
export function ipv4Number(text: string): number {
  let value = 0
  let part = 0
  let dots = 0
  let digits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (digits === 0) return -1
      value = value * 256 + part
      part = 0
      digits = 0
      dots += 1
    } else if (code >= 48 && code <= 57) {
      part = part * 10 + code - 48
      digits += 1
      if (part > 255) return -1
    } else return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1
}

/** Text of an IPv4 address given as a number. */
export function ipv4Text(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')
}

function ipv6Value(text: string): bigint | undefined {
  const [left = '', right] = text.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const head = groups(left)
  const tail = right === undefined ? [] : groups(right)
  const gap = 8 - head.length - tail.length
  if (gap < 0 || (right === undefined && gap !== 0)) return undefined
  const all = [...head, ...Array<string>(gap).fill('0'), ...tail]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.reduce((value, group) => (value << 16n) | BigInt(parseInt(group, 16)), 0n)
}

/** A network as `10.0.0.0/8`, or one address; undefined for other text. */
function rangeOf(text: string): Range | undefined {
  const [address = '', length] = text.trim().split('/')
  const v4 = ipv4Number(address)
  const bits = v4 >= 0 ? 32 : 128
  const value = v4 >= 0 ? BigInt(v4) : address.includes(':') ? ipv6Value(address) : undefined
  const prefix = length === undefined ? bits : Number(length)
  if (value === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) return undefined
  const free = BigInt(bits - prefix)
  const first = (value >> free) << free
  return { first, last: first + (1n << free) - 1n, bits }
}

/** Says where addresses are. */
export class Places {
  readonly #home: readonly Range[]
  readonly #outside: readonly Range[]
  readonly #home_v4: Float64Array
  readonly #outside_v4: Float64Array

  /** @param home networks that belong to the person @param outside parts of them that do not */
  constructor(home: readonly string[], outside: readonly string[]) {
    this.#home = home.flatMap((text) => rangeOf(text) ?? [])
    this.#outside = outside.flatMap((text) => rangeOf(text) ?? [])
    this.#home_v4 = boundsV4(this.#home)
    this.#outside_v4 = boundsV4(this.#outside)
  }

  /** Of an IPv4 address as a number. */
  ofIpv4(value: number): Place {
    if (value === 0 || value >= 0xe0_00_00_00) return GROUP
    if (holdsV4(this.#outside_v4, value) || !holdsV4(this.#home_v4, value)) return OUTSIDE
    // The last address of a /24 of a home network is mostly its broadcast address.
    return (value & 255) === 255 ? GROUP : HOME
  }

  /** Of any other text; what is no address is outside. */
  ofOther(text: string): Place {
    const value = text.includes(':') ? ipv6Value(text) : undefined
    if (value === undefined) return OUTSIDE
    if (value === 0n || value >> 120n === 0xffn) return GROUP
    return !holdsV6(this.#outside, value) && holdsV6(this.#home, value) ? HOME : OUTSIDE
  }
}

/** First and last address of each IPv4 network in turn. */
function boundsV4(all: readonly Range[]): Float64Array {
  return Float64Array.from(
    all.filter(({ bits }) => bits === 32).flatMap(({ first, last }) => [Number(first), Number(last)]),
  )
}

function holdsV4(bounds: Float64Array, value: number): boolean {
  for (let at = 0; at < bounds.length; at += 2) if (value >= bounds[at]! && value <= bounds[at + 1]!) return true
  return false
}

const holdsV6 = (all: readonly Range[], value: bigint): boolean =>
  all.some(({ bits, first, last }) => bits === 128 && value >= first && value <= last)
