const MAX_REMEMBERED = 65_536

/** Texts of addresses, the frequent ones made once. */
export class AddressTexts {
  readonly #ipv4 = new Map<number, string>()

  /** @param at of the address in `words`: one word for IPv4, four for IPv6 */
  textOf(words: Uint32Array, at: number, is_ipv6: boolean): string {
    return is_ipv6 ? ipv6Text(words, at) : this.#ipv4Text(words[at]!)
  }

  #ipv4Text(address: number): string {
    const known = this.#ipv4.get(address)
    if (known !== undefined) return known
    const text = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
    if (this.#ipv4.size === MAX_REMEMBERED) this.#ipv4.clear()
    this.#ipv4.set(address, text)
    return text
  }
}

/** RFC 5952, IPv4-mapped addresses in hexadecimal too: the address is IPv6 on the wire. */
function ipv6Text(words: Uint32Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, group) => {
    const word = words[at + (group >> 1)]!
    return (group & 1) === 0 ? word >>> 16 : word & 0xffff
  })
  let best = { from: 0, length: 1 }
  for (let from = 0; from < 8; from += 1) {
    let length = 0
    while (groups[from + length] === 0) length += 1
    if (length > best.length) best = { from, length }
  }
  const hex = groups.map((group) => group.toString(16))
  if (best.length < 2) return hex.join(':')
  return `${hex.slice(0, best.from).join(':')}::${hex.slice(best.from + best.length).join(':')}`
}
