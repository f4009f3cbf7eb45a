import { parseNumericCell } from '../../flow/cell.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'

/** Protocols that some tables name in place of their numbers (IANA). */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['hopopt', 0],
  ['icmp', 1],
  ['igmp', 2],
  ['ipip', 4],
  ['ipv4', 4],
  ['tcp', 6],
  ['udp', 17],
  ['ipv6', 41],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['icmp6', 58],
  ['ipv6icmp', 58],
  ['ospf', 89],
  ['ospfigp', 89],
  ['pim', 103],
  ['vrrp', 112],
  ['l2tp', 115],
  ['sctp', 132],
  ['udplite', 136],
])

const HEXADECIMAL = /^0x[0-9a-f]{1,4}$/i
/** `TCP (6)`, `6 (TCP)`, `TCP/6`, `6-TCP`. */
const NAME_AND_NUMBER = /^(?:([a-z][a-z0-9-]*)[ (/:-]+(\d+)\)?|(\d+)[ (/:-]+([a-z][a-z0-9-]*)\)?)$/i

/** Number of a protocol (IANA) written as a number, also a decimal or a hexadecimal one, by its name, or as both. */
export function protocolNumber(text: string): number {
  const own = text.trim()
  const named = PROTOCOL_NUMBERS.get(folded(own))
  if (named !== undefined) return named
  const both = NAME_AND_NUMBER.exec(own)
  if (both !== null) {
    const name = PROTOCOL_NUMBERS.get(folded(both[1] ?? both[4] ?? ''))
    const number = Number(both[2] ?? both[3])
    return name === undefined || name === number ? smallNumber(number, 255) : NO_NUMBER
  }
  return smallNumber(HEXADECIMAL.test(own) ? Number(own) : parseNumericCell(own), 65_535)
}

/** Number of a port, also written as a decimal or a hexadecimal one; NO_NUMBER for anything else. */
export function portNumber(text: string): number {
  const own = text.trim()
  return smallNumber(HEXADECIMAL.test(own) ? Number(own) : parseNumericCell(own), 65_535)
}

function smallNumber(value: number | undefined, largest: number): number {
  return value === undefined || !(value >= 0 && value <= largest && value % 1 === 0) ? NO_NUMBER : value
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
