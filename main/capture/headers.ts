import { FEATURE_NAMES, featureIndex } from '../flow/features.ts'
import { parseNumericCell } from '../flow/cell.ts'
import { threatTypeOf } from '../flow/threat-types.ts'

/** The official header repeats this name literally, behind the average segment sizes. */
const REPEATED = 'Fwd Header Length'
const repeated_at = FEATURE_NAMES.indexOf('Avg Bwd Segment Size') + 1
const OFFICIAL_FEATURES = [...FEATURE_NAMES.slice(0, repeated_at), REPEATED, ...FEATURE_NAMES.slice(repeated_at)]

const MACHINE_LEARNING = ['Destination Port', ...OFFICIAL_FEATURES, 'Label']
const TRAFFIC_LABELLING = [
  'Flow ID',
  'Source IP',
  'Source Port',
  'Destination IP',
  'Destination Port',
  'Protocol',
  'Timestamp',
  ...OFFICIAL_FEATURES,
  'Label',
]

/** Whether a first line is a header: some cell names a feature. */
export function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => featureIndex(cell) !== undefined)
}

/**
 * Header of a file that has none, by the number of its cells and what is in them; undefined when that is not certain.
 * @param row cells of the first line
 */
export function headerOfHeaderless(row: readonly string[]): readonly string[] | undefined {
  const header = [MACHINE_LEARNING, TRAFFIC_LABELLING].find((names) => names.length === row.length)
  if (header === undefined) return undefined
  const fits = header.every((name, column) => {
    const cell = row[column] ?? ''
    if (name === 'Label') return threatTypeOf(cell) !== undefined
    return featureIndex(name) === undefined || parseNumericCell(cell) !== undefined
  })
  return fits ? header : undefined
}
