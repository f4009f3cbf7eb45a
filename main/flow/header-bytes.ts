import type { Instrument } from '../../contract/captures.ts'

/** Headers of Ethernet, IPv4 and TCP with timestamps: the Python port adds the lengths of whole frames. */
const FRAME_HEADER_BYTES = 66

/** Bytes of headers that an instrument counts as payload, for each packet. */
export function headerBytesOf(instrument: Instrument | null): number {
  return instrument === 'python' ? FRAME_HEADER_BYTES : 0
}
