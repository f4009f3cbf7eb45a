import { isLabelLeftOut, threatTypeIndex, threatTypeOf } from '../flow/threat-types.ts'
import { decodeCell } from './cell-text.ts'
import { NO_LABEL } from './flow-batch.ts'

const KNOWN = new Map<string, number>()
const KNOWN_ENTRIES = 256

/** Class index of a label cell (Latin-1), or {@link NO_LABEL} when the label is not known. */
export function labelIndex(cell: string): number {
  const known = KNOWN.get(cell)
  if (known !== undefined) return known
  const threat_type = threatTypeOf(decodeCell(cell))
  const index = threat_type === undefined ? NO_LABEL : threatTypeIndex(threat_type)
  if (KNOWN.size < KNOWN_ENTRIES) KNOWN.set(cell, index)
  return index
}

/** What a cell (Latin-1) without a known label says; null when it says that there is none. */
export function unknownLabel(cell: string): string | null {
  const text = decodeCell(cell).trim()
  return isLabelLeftOut(text) ? null : text
}
