import { AnomalyError } from '../../../contract/errors.ts'
import { FEATURES, featureIndex } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'
import { foreignMeter } from './foreign-meters.ts'

/** Which column of a file holds what; -1 where the file has no such column. */
export interface Columns {
  readonly names: readonly string[]
  /** Column of each feature, in the order of FEATURES. */
  readonly features: Int32Array
  readonly source_ip: number
  readonly source_port: number
  readonly destination_ip: number
  readonly destination_port: number
  readonly protocol: number
  readonly timestamp: number
  readonly label: number
}

const IDENTITY_SPELLINGS = {
  source_ip: ['Src IP', 'Source IP', 'Src Addr', 'Source Address', 'Src IP Addr', 'IP Src'],
  source_port: ['Src Port', 'Source Port', 'Sport'],
  destination_ip: ['Dst IP', 'Destination IP', 'Dest IP', 'Dst Addr', 'Destination Address', 'Dst IP Addr', 'IP Dst'],
  destination_port: ['Dst Port', 'Destination Port', 'Dest Port', 'Dport'],
  protocol: ['Protocol', 'Proto', 'IP Protocol'],
  timestamp: ['Timestamp', 'Time Stamp', 'Date Time', 'Flow Start Time', 'Start Time'],
  label: [
    'Label',
    'Labels',
    'Class',
    'Class Label',
    'Label Name',
    'Attack',
    'Attack Type',
    'Attack Label',
    'Traffic Type',
  ],
} as const

/** Columns that carry nothing AnomalyX reads, and are no surprise. */
const KNOWN_EXTRAS: ReadonlySet<string> = new Set(['flowid', 'id', 'attemptedcategory', 'index', ''])

/** pandas calls an index it saved `Unnamed: 0`, and the second column of a name `Name.1`. */
const UNNAMED = /^unnamed\d*$/
const PANDAS_SUFFIX = /\.\d+$/

/**
 * Finds the columns by any known spelling of their names; of columns with the same name the first one counts.
 * @throws AnomalyError `unknown_dialect` that lists every missing feature
 */
export function mapColumns(names: readonly string[]): Columns {
  const features = new Int32Array(FEATURES.length).fill(-1)
  const by_name = new Map<string, number>()
  names.forEach((name, column) => {
    const folded = normaliseName(name)
    if (!by_name.has(folded)) by_name.set(folded, column)
    const index = featureIndex(name)
    if (index !== undefined && features[index]! < 0) features[index] = column
  })
  const missing = FEATURES.filter((_, index) => features[index]! < 0).map(({ name }) => name)
  if (missing.length > 0) throw missingFeatures(missing, new Set(by_name.keys()))
  const find = (spellings: readonly string[]): number => {
    for (const spelling of spellings) {
      const column = by_name.get(normaliseName(spelling))
      if (column !== undefined) return column
    }
    return -1
  }
  return {
    names,
    features,
    source_ip: find(IDENTITY_SPELLINGS.source_ip),
    source_port: find(IDENTITY_SPELLINGS.source_port),
    destination_ip: find(IDENTITY_SPELLINGS.destination_ip),
    destination_port: find(IDENTITY_SPELLINGS.destination_port),
    protocol: find(IDENTITY_SPELLINGS.protocol),
    timestamp: find(IDENTITY_SPELLINGS.timestamp),
    label: find(IDENTITY_SPELLINGS.label),
  }
}

/** Columns that may hold labels, the likeliest first. */
export function labelColumns(names: readonly string[]): number[] {
  const folded = names.map(normaliseName)
  return IDENTITY_SPELLINGS.label.flatMap((spelling) => {
    const column = folded.indexOf(normaliseName(spelling))
    return column < 0 ? [] : [column]
  })
}

/** Names of columns that are there more than once, and of those that nothing is read from. */
export function oddColumns({ names, features, ...identity }: Columns): { duplicates: string[]; extras: string[] } {
  const read = new Set([...features, ...Object.values(identity)])
  const seen = new Set<string>()
  const duplicates: string[] = []
  const extras: string[] = []
  names.forEach((written, column) => {
    const name = written.trim().replace(PANDAS_SUFFIX, '')
    const folded = normaliseName(name)
    const repeats = seen.has(folded) || (featureIndex(name) !== undefined && !read.has(column))
    seen.add(folded)
    if (read.has(column) || KNOWN_EXTRAS.has(folded) || UNNAMED.test(folded)) return
    if (repeats) duplicates.push(name)
    else extras.push(name)
  })
  return { duplicates, extras }
}

function missingFeatures(missing: readonly string[], names: ReadonlySet<string>): AnomalyError {
  const meter = foreignMeter(names)
  if (meter !== undefined) {
    return new AnomalyError(
      'unknown_dialect',
      `These are the columns of ${meter}, which measures different properties from CICFlowMeter: ${String(missing.length)} of the ${String(FEATURES.length)} features are missing, and missing features are not filled in. Run CICFlowMeter on the same packets (.pcap) and import the CSV it writes.`,
      { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
    )
  }
  if (missing.length === FEATURES.length) {
    return new AnomalyError(
      'unknown_dialect',
      'The first line contains no names of flow features. AnomalyX reads CICFlowMeter CSV files whose first line is the header.',
    )
  }
  const shown = missing.slice(0, 12).join(', ')
  const more = missing.length > 12 ? ` and ${String(missing.length - 12)} more` : ''
  return new AnomalyError(
    'unknown_dialect',
    `The header lacks ${String(missing.length)} of ${String(FEATURES.length)} features: ${shown}${more}. Missing features are not filled in, so the file was not imported.`,
    { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
  )
}
