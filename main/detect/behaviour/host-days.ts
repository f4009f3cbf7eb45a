import { GROUP, HOME, type Place } from './networks.ts'

/** Hosts whose time is counted; of more, only those that came first. */
const MOST_HOSTS = 100_000
/** A host with fewer flows is hardly observed. */
const FEWEST_FLOWS = 20
const DAY_US = 24 * 3600e6

interface Seen {
  readonly place: Place
  first_us: number
  last_us: number
  flows: number
}

/** For how long hosts at home were observed: from the first to the last flow of each, whatever flows these are. */
export class HostDays {
  readonly #seen = new Map<number, Seen>()
  #flows = 0

  /** Counts a flow between two hosts, each given by its number and place. */
  add(time_us: number, source: number, source_place: Place, target: number, target_place: Place): void {
    this.#flows += 1
    // What a host at home talks to is not at home for how often it does.
    if (source_place === HOME || target_place !== HOME) this.#see(time_us, source, source_place)
    if (target_place === HOME || source_place !== HOME) this.#see(time_us, target, target_place)
  }

  /**
   * A host with a public address is at home where it takes part in at least half of all flows. Of a host with addresses of
   * both kinds only that of IPv4 counts, so IPv6 is left out where there is IPv4.
   * @returns hosts with at least 20 flows, and the sum of their times in days
   */
  sum(): { hosts: number; host_days: number } {
    const home = [...this.#seen].filter(
      ([, { flows, place }]) => flows >= FEWEST_FLOWS && (place === HOME || flows * 2 >= this.#flows),
    )
    const v4 = home.filter(([host]) => host < 2 ** 32 && !isOwn(host))
    const observed = (v4.length > 0 ? v4 : home).map(([, seen]) => seen)
    const host_us = observed.reduce((sum, { first_us, last_us }) => sum + last_us - first_us, 0)
    return { hosts: observed.length, host_days: host_us / DAY_US }
  }

  #see(time_us: number, host: number, place: Place): void {
    if (place === GROUP) return
    const seen = this.#seen.get(host)
    if (seen === undefined) {
      if (this.#seen.size < MOST_HOSTS) this.#seen.set(host, { place, first_us: time_us, last_us: time_us, flows: 1 })
      return
    }
    seen.first_us = Math.min(seen.first_us, time_us)
    seen.last_us = Math.max(seen.last_us, time_us)
    seen.flows += 1
  }
}

/** Loopback and link-local addresses (RFC 1122, 3927): every host has them beside its own. */
const isOwn = (v4: number): boolean => v4 >>> 24 === 127 || v4 >>> 16 === 0xa9fe
