import type { Instrument } from '../../contract/captures.ts'

const TCP = 6

/** Bytes of headers that an instrument counts with the payload of each packet; estimates, for no record tells options. */
export interface HeaderBytes {
  readonly tcp: number
  readonly other: number
  /** More where the addresses are IPv6. */
  readonly ipv6_more: number
  /** Options of the packet that opens a TCP connection, beyond those of each packet. */
  readonly tcp_opening: number
}

/** Headers of Ethernet, IPv4 and TCP with timestamps: the Python port adds the lengths of whole frames. */
const PYTHON: HeaderBytes = { tcp: 66, other: 66, ipv6_more: 0, tcp_opening: 0 }

/** Lengths of IP packets: 20 bytes of IPv4, 32 of TCP with timestamps or 8 of UDP; a SYN has 8 more of options. */
export const OF_IP_PACKETS: HeaderBytes = { tcp: 52, other: 28, ipv6_more: 20, tcp_opening: 8 }

const ETHERNET = 14

/** Lengths of Ethernet frames without their check sequence. */
export const OF_FRAMES: HeaderBytes = { ...OF_IP_PACKETS, tcp: 52 + ETHERNET, other: 28 + ETHERNET }

/** Headers that an instrument of flows with all features counts; null for one that counts payload. */
export function headerBytesOf(instrument: Instrument | null): HeaderBytes | null {
  return instrument === 'python' ? PYTHON : null
}

/** Payload within lengths that hold headers; NaN stays NaN: not told. */
export function payloadOf(
  bytes: number,
  packets: number,
  { tcp, other, ipv6_more, tcp_opening }: HeaderBytes,
  protocol: number,
  is_v6: boolean,
): number {
  const of_each = (protocol === TCP ? tcp : other) + (is_v6 ? ipv6_more : 0)
  return Math.max(0, bytes - packets * of_each - (protocol === TCP ? tcp_opening : 0))
}
