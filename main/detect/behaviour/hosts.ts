import { FrequentHosts } from './frequent-hosts.ts'
import { ipv4Number, ipv4Text, type Place, Places } from './networks.ts'
import type { BehaviourSettings } from './settings.ts'

/** Texts of addresses other than IPv4 that are kept; those seen longest ago go first. */
const KEPT_TEXTS = 1 << 17
/** Fewer flows do not tell whose capture it is. */
const FEWEST_FLOWS = 20

/** Codes of hosts whose address is no IPv4 begin here. */
export const FIRST_OTHER_CODE = 2 ** 32

/** Roles of hosts, as bits. */
export const PROXY = 1
export const DNS_SERVER = 2
export const SCANNER = 4

/**
 * Hosts as numbers: an IPv4 address is its own number, any other a hash of 52 bits above them, so that a million forged
 * addresses need no table.
 */
export class Hosts {
  readonly #places: Places
  readonly #texts = new Map<number, string>()
  readonly #roles = new Map<string, number>()
  readonly #frequent = new FrequentHosts()
  #flows = 0

  constructor(settings: BehaviourSettings) {
    this.#places = new Places(settings.home_networks, settings.outside_networks)
    const { proxies, dns_servers, scanners } = settings.roles
    const give = (role: number) => (address: string) => this.#roles.set(address, (this.#roles.get(address) ?? 0) | role)
    proxies.forEach(give(PROXY))
    dns_servers.forEach(give(DNS_SERVER))
    scanners.forEach(give(SCANNER))
  }

  codeOf(address: string): number {
    const v4 = ipv4Number(address)
    if (v4 >= 0) return v4
    const code = FIRST_OTHER_CODE + hash52(address)
    if (!this.#texts.has(code)) {
      if (this.#texts.size >= KEPT_TEXTS) this.#forgetHalf()
      this.#texts.set(code, address)
    }
    return code
  }

  textOf(code: number): string {
    return code < FIRST_OTHER_CODE ? ipv4Text(code) : (this.#texts.get(code) ?? 'an address no longer kept')
  }

  /** @param code of the address */
  placeOf(address: string, code: number): Place {
    return code < FIRST_OTHER_CODE ? this.#places.ofIpv4(code) : this.#places.ofOther(address)
  }

  rolesOf(address: string): number {
    return this.#roles.size === 0 ? 0 : (this.#roles.get(address) ?? 0)
  }

  /** Counts a flow between two hosts. @param codes of the hosts of a batch @param source place in codes */
  count(codes: Float64Array, source: number, target: number): void {
    this.#flows += 1
    this.#frequent.add(codes[source]!)
    this.#frequent.add(codes[target]!)
  }

  /**
   * Which of two hosts takes part in at least half of all flows so far, so that the capture is its own whatever its address;
   * the source where both do equally.
   */
  vantageSide(source: number, target: number): 'source' | 'target' | null {
    if (this.#flows < FEWEST_FLOWS) return null
    const of_source = this.#frequent.countOf(source)
    const of_target = this.#frequent.countOf(target)
    if (Math.max(of_source, of_target) * 2 < this.#flows) return null
    return of_source >= of_target ? 'source' : 'target'
  }

  #forgetHalf(): void {
    let left = KEPT_TEXTS / 2
    for (const code of this.#texts.keys()) {
      if (left-- === 0) return
      this.#texts.delete(code)
    }
  }
}

/** Two hashes of 26 bits side by side (FNV-1a with two offsets). */
function hash52(text: string): number {
  let one = 0x811c9dc5
  let two = 0x2c1b3c6d
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    one = Math.imul(one ^ code, 0x01000193)
    two = Math.imul(two ^ code, 0x85ebca6b)
    two ^= two >>> 13
  }
  return (one >>> 6) * 2 ** 26 + (two >>> 6)
}
