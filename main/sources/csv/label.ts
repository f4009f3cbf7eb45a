import {
  isLabelLeftOut,
  isProtocolLabel,
  type ThreatType,
  threatTypeIndex,
  threatTypeOf,
} from '../../flow/threat-types.ts'
import { decodeCell } from './cell-text.ts'
import { NO_LABEL } from '../../flow/flow-batch.ts'

const KNOWN = new Map<string, number>()
const KNOWN_ENTRIES = 256
/** What is kept is a short text and a copy: a cut one would hold on to the line of up to a megabyte it is from. */
const LONGEST_KNOWN_CHARS = 64

/** Class that a label names in a file; in some, the name of a protocol is that of an attack. */
export function labelOf(text: string, are_protocols_attacks: boolean): ThreatType | undefined {
  return !are_protocols_attacks && isProtocolLabel(text) ? undefined : threatTypeOf(text)
}

/** Class index of a label cell (Latin-1), or {@link NO_LABEL} when the label is not known. */
export function labelIndex(cell: string, are_protocols_attacks = false): number {
  if (isProtocolLabel(cell) && !are_protocols_attacks) return NO_LABEL
  const known = KNOWN.get(cell)
  if (known !== undefined) return known
  const threat_type = threatTypeOf(decodeCell(cell))
  const index = threat_type === undefined ? NO_LABEL : threatTypeIndex(threat_type)
  if (KNOWN.size < KNOWN_ENTRIES && cell.length <= LONGEST_KNOWN_CHARS) {
    KNOWN.set(Buffer.from(cell, 'latin1').toString('latin1'), index)
  }
  return index
}

/** What a cell (Latin-1) without a known label says; null when it says that there is none. */
export function unknownLabel(cell: string): string | null {
  const text = decodeCell(cell).trim()
  return isLabelLeftOut(text) ? null : text
}
