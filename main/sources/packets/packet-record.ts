/**
 * A decoded packet as the meter takes it: {@link RECORD_WORDS} words of a shared array, so that no object is made for a
 * packet. Its time stands beside it, in microseconds since 1970.
 */
export const RECORD_WORDS = 12

/** Address in four words; IPv4 uses the first, the others are 0. */
export const SOURCE = 0
export const DESTINATION = 4
/** Source port << 16 | destination port. */
export const PORTS = 8
/** Protocol | IPv6 << 8 | TCP flags << 16. */
export const KIND = 9
/** Payload bytes (16 bits) | bytes of the TCP or UDP header << 16. */
export const LENGTHS = 10
/** TCP: window (16 bits). ICMP: code | type << 8. */
export const DETAIL = 11

export const IS_IPV6 = 1 << 8

export const TCP = 6
export const UDP = 17
export const ICMP = 1
export const ICMPV6 = 58
/** The protocol number under which everything else is metered. */
export const OTHER = 0

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10
export const URG = 0x20
