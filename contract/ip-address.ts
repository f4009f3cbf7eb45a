/** An IPv4 address without leading zeros, an IPv6 address in the form of RFC 5952, IPv4-mapped IPv6 as IPv4; else undefined. */
export function ipText(text: string): string | undefined {
  const bytes = ipBytes(text)
  if (bytes === undefined) return undefined
  return bytes.length === 4 ? bytes.join('.') : compressed(groupsOf(bytes))
}

/** The 4 or 16 bytes of an address; those of IPv4 for an IPv4-mapped one, undefined for other text. */
export function ipBytes(text: string): readonly number[] | undefined {
  return ipv4(text) ?? (text.includes(':') ? ipv6(text.replace(/%.*$/, '')) : undefined)
}

/** Whether a text is an address, or a network such as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [, address = '', length = '0'] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const bytes = ipBytes(address)
  return bytes !== undefined && Number(length) <= bytes.length * 8
}

function ipv4(text: string): number[] | undefined {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  return octets?.every((octet) => octet < 256) === true ? octets : undefined
}

function ipv6(text: string): readonly number[] | undefined {
  const [, head = text, dotted] = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? []
  const v4 = dotted === undefined ? undefined : ipv4(dotted)
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
  const bytes = groups.flatMap((group) => [group >> 8, group & 255])
  return isMapped(groups) ? bytes.slice(12) : bytes
}

/** Whether it is `::ffff:a.b.c.d`. */
function isMapped(groups: readonly number[]): boolean {
  return groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
}

function groupsOf(bytes: readonly number[]): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0))
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
