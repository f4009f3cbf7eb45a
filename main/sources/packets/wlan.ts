import * as outcome from './outcomes.ts'

const DATA_FRAME = 2
/** Header with three addresses; a fourth follows between two access points. */
const HEADER_BYTES = 24

/**
 * Finds the LLC header of an IEEE 802.11 data frame.
 * @returns its position in `bytes`, or minus an outcome
 */
export function decodeWlan(bytes: Uint8Array, start: number, end: number, has_radiotap: boolean): number {
  let at = start
  if (has_radiotap) {
    if (at + 4 > end) return -outcome.BAD_SHORT
    at += bytes[at + 2]! | (bytes[at + 3]! << 8)
  }
  if (at + HEADER_BYTES > end) return at + 2 <= end && !isData(bytes[at]!) ? -outcome.NOT_IP_WLAN : -outcome.BAD_SHORT
  const control = bytes[at]!
  const flags = bytes[at + 1]!
  const subtype = control >> 4
  const is_empty = (subtype & 4) !== 0
  if (!isData(control) || is_empty) return -outcome.NOT_IP_WLAN
  if ((flags & 0x40) !== 0) return -outcome.BAD_ENCRYPTED
  const has_fourth_address = (flags & 3) === 3
  const has_qos = (subtype & 8) !== 0
  const has_high_throughput_control = has_qos && (flags & 0x80) !== 0
  return at + HEADER_BYTES + (has_fourth_address ? 6 : 0) + (has_qos ? 2 : 0) + (has_high_throughput_control ? 4 : 0)
}

function isData(control: number): boolean {
  return ((control >> 2) & 3) === DATA_FRAME
}
