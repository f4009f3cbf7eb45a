import {
  isLabelLeftOut,
  isProtocolLabel,
  type Label,
  labelNameOf,
  THREAT_TYPES,
  threatTypeIndex,
} from '../../flow/threat-types.ts'
import { decodeCell } from './cell-text.ts'
import { NO_LABEL } from '../../flow/flow-batch.ts'

/** What labels mean in a file that mean nothing in others. */
export interface LabelStyle {
  /** Whether labels such as UDP name attacks, as in CIC-DDoS-2019. */
  readonly are_protocols_attacks: boolean
  /** Whether 0 or False is benign, and 1 or True a threat. */
  readonly are_numbers_binary: boolean
}

export const NAMES_ONLY: LabelStyle = { are_protocols_attacks: false, are_numbers_binary: false }

const KNOWN = new Map<string, number>()
const KNOWN_ENTRIES = 256
/** What is kept is a short text and a copy: a cut one would hold on to the line of up to a megabyte it is from. */
const LONGEST_KNOWN_CHARS = 64

const BINARY: Readonly<Record<string, Label>> = {
  ...{ '0': 'Benign', '0.0': 'Benign', '1': 'Attack', '1.0': 'Attack' },
  ...{ False: 'Benign', FALSE: 'Benign', false: 'Benign', True: 'Attack', TRUE: 'Attack', true: 'Attack' },
}

/** Whether all labels that are there are 0 or 1, or False or True; codes of more classes are in an order that nobody can know. */
export function areNumbersBinary(labels: readonly string[]): boolean {
  const told = labels.map((label) => label.trim()).filter((label) => !isLabelLeftOut(label))
  return told.length > 0 && told.every((label) => Object.hasOwn(BINARY, label))
}

/** Whether a label is a number beside 0 and 1: a class of more, or the -1 of outliers beside which 1 is benign. */
export function isOtherCode(label: string): boolean {
  const code = /^[+-]?\d/.test(label) ? Number(label) : NaN
  return !Number.isNaN(code) && code !== 0 && code !== 1
}

/** What a label says in a file. */
export function labelOf(text: string, style: LabelStyle): Label | undefined {
  if (!style.are_protocols_attacks && isProtocolLabel(text)) return undefined
  return labelNameOf(text) ?? (style.are_numbers_binary ? BINARY[text.trim()] : undefined)
}

/** Index of what a label cell (Latin-1) says, or {@link NO_LABEL} when it is not known. */
export function labelIndex(cell: string, style: LabelStyle = NAMES_ONLY): number {
  if (style.are_numbers_binary || (isProtocolLabel(decodeCell(cell)) && !style.are_protocols_attacks))
    return indexOf(cell, style)
  const known = KNOWN.get(cell)
  if (known !== undefined) return known
  const index = indexOf(cell, style)
  if (KNOWN.size < KNOWN_ENTRIES && cell.length <= LONGEST_KNOWN_CHARS) {
    KNOWN.set(Buffer.from(cell, 'latin1').toString('latin1'), index)
  }
  return index
}

function indexOf(cell: string, style: LabelStyle): number {
  const label = labelOf(decodeCell(cell), style)
  return label === undefined ? NO_LABEL : threatTypeIndex(label)
}

/** Whether an index of {@link labelIndex} names no threat type: it is not known, or says only that the flow is a threat. */
export function namesNoThreatType(index: number): boolean {
  return index >= THREAT_TYPES.length
}

/** What a cell (Latin-1) that names no threat type says; null when it says that there is no label. */
export function unknownLabel(cell: string): string | null {
  const text = decodeCell(cell).trim()
  return isLabelLeftOut(text) ? null : text
}
