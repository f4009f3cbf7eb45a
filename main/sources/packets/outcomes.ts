/** What becomes of a packet that was read. Every packet has exactly one outcome. */
export type PacketFate = 'metered' | 'not_ip' | 'undecodable' | 'cut'

interface OutcomeText {
  readonly fate: PacketFate
  readonly reason: string
}

export const METERED = 0
export const NOT_IP_ARP = 1
export const NOT_IP_ETHERTYPE = 2
export const NOT_IP_LLC = 3
export const NOT_IP_PPP = 4
export const NOT_IP_PPPOE_DISCOVERY = 5
export const NOT_IP_MPLS = 6
export const NOT_IP_LOOPBACK = 7
export const NOT_IP_WLAN = 8
export const BAD_LINK_TYPE = 9
export const BAD_INTERFACE = 10
export const BAD_TIME = 11
export const BAD_IP_VERSION = 12
export const BAD_IPV4_HEADER = 13
export const BAD_IPV6_EXTENSIONS = 14
export const BAD_SHORT = 15
export const BAD_ENCRYPTED = 16
export const BAD_TAGS = 17
export const CUT_LINK = 18
export const CUT_IP = 19

/** By outcome number. */
const OUTCOMES: readonly OutcomeText[] = [
  { fate: 'metered', reason: 'metered' },
  { fate: 'not_ip', reason: 'ARP' },
  { fate: 'not_ip', reason: 'another EtherType than IPv4 and IPv6' },
  { fate: 'not_ip', reason: 'IEEE 802.2 LLC without IP' },
  { fate: 'not_ip', reason: 'PPP control protocol' },
  { fate: 'not_ip', reason: 'PPPoE discovery' },
  { fate: 'not_ip', reason: 'MPLS without IP' },
  { fate: 'not_ip', reason: 'another loopback address family than IPv4 and IPv6' },
  { fate: 'not_ip', reason: 'IEEE 802.11 management, control or empty frame' },
  { fate: 'undecodable', reason: 'link type that is not supported' },
  { fate: 'undecodable', reason: 'interface that the file does not describe' },
  { fate: 'undecodable', reason: 'time outside the years 1970 to 2255' },
  { fate: 'undecodable', reason: 'IP version that is neither 4 nor 6' },
  { fate: 'undecodable', reason: 'IPv4 header shorter than 20 bytes or longer than the packet' },
  { fate: 'undecodable', reason: 'more IPv6 extension headers than any packet needs' },
  { fate: 'undecodable', reason: 'shorter than its headers' },
  { fate: 'undecodable', reason: 'encrypted IEEE 802.11 frame' },
  { fate: 'undecodable', reason: 'more tags or labels than any packet needs' },
  { fate: 'cut', reason: 'the snap length ends in the link layer header' },
  { fate: 'cut', reason: 'the snap length ends in the IP header' },
]

/** Packets of a capture by what became of them: read = metered + not_ip + undecodable + cut. */
export interface PacketCounts {
  readonly read: number
  readonly metered: number
  readonly not_ip: number
  readonly undecodable: number
  readonly cut: number
  /** Why packets were not metered, the most frequent reason first. */
  readonly reasons: readonly { readonly fate: PacketFate; readonly reason: string; readonly packets: number }[]
}

export class PacketTally {
  readonly #counts = new Float64Array(OUTCOMES.length)
  readonly #link_types = new Map<number, number>()

  /** @param outcome one of the numbers above */
  count(outcome: number, link_type: number): void {
    this.#counts[outcome]! += 1
    if (outcome === BAD_LINK_TYPE && (this.#link_types.size < 100 || this.#link_types.has(link_type))) {
      this.#link_types.set(link_type, (this.#link_types.get(link_type) ?? 0) + 1)
    }
  }

  counts(): PacketCounts {
    const of = (fate: PacketFate) =>
      OUTCOMES.reduce((sum, each, outcome) => sum + (each.fate === fate ? this.#counts[outcome]! : 0), 0)
    const fates = { metered: of('metered'), not_ip: of('not_ip'), undecodable: of('undecodable'), cut: of('cut') }
    const reasons = OUTCOMES.map(({ fate, reason }, outcome) => ({
      fate,
      reason: outcome === BAD_LINK_TYPE ? `${reason} (${[...this.#link_types.keys()].join(', ')})` : reason,
      packets: this.#counts[outcome]!,
    }))
      .filter(({ fate, packets }) => fate !== 'metered' && packets > 0)
      .sort((left, right) => right.packets - left.packets)
    return { read: this.#counts.reduce((sum, count) => sum + count, 0), ...fates, reasons }
  }
}
