import { AnomalyError } from '../../../contract/errors.ts'
import { FEATURES, featureIndex } from '../../flow/features.ts'
import { lackOf, lackSentence, type MeasuredLack } from '../../flow/lacking-features.ts'
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
  source_ip: [
    ...['Src IP', 'Source IP', 'Src Addr', 'Source Address', 'Src IP Addr', 'IP Src'],
    ...['Source IP Address', 'Src IP Address', 'Source IP Addr', 'Src Address', 'IP Source'],
  ],
  source_port: ['Src Port', 'Source Port', 'Sport', 'Source Port Number', 'Src Port Number', 'Src Pt'],
  destination_ip: [
    ...['Dst IP', 'Destination IP', 'Dest IP', 'Dst Addr', 'Destination Address', 'Dst IP Addr', 'IP Dst'],
    ...['Destination IP Address', 'Dst IP Address', 'Dest IP Address', 'Destination IP Addr', 'Dst Address'],
    ...['Dest Address', 'Dest Addr', 'IP Destination'],
  ],
  destination_port: [
    ...['Dst Port', 'Destination Port', 'Dest Port', 'Dport', 'Destination Port Number', 'Dst Port Number', 'Dst Pt'],
  ],
  protocol: ['Protocol', 'Proto', 'IP Protocol', 'Protocol Number', 'IP Proto'],
  timestamp: [
    ...['Timestamp', 'Time Stamp', 'Date Time', 'Flow Start Time', 'Start Time', 'Flow Start', 'Flow Start Timestamp'],
    ...['Start Timestamp', 'Start Date Time', 'First Seen', 'Date First Seen'],
  ],
  label: [
    ...[
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
    ...['Attack Category', 'Traffic Category', 'Target', 'Category'],
  ],
} as const

const FOLDED_SPELLINGS = {
  source_ip: IDENTITY_SPELLINGS.source_ip.map(normaliseName),
  source_port: IDENTITY_SPELLINGS.source_port.map(normaliseName),
  destination_ip: IDENTITY_SPELLINGS.destination_ip.map(normaliseName),
  destination_port: IDENTITY_SPELLINGS.destination_port.map(normaliseName),
  protocol: IDENTITY_SPELLINGS.protocol.map(normaliseName),
  timestamp: IDENTITY_SPELLINGS.timestamp.map(normaliseName),
  label: IDENTITY_SPELLINGS.label.map(normaliseName),
}

/** Names of a column of labels, the likeliest first. */
export const LABEL_SPELLINGS: readonly string[] = IDENTITY_SPELLINGS.label

/** Columns that carry nothing AnomalyX reads, and are no surprise. */
const KNOWN_EXTRAS: ReadonlySet<string> = new Set([
  ...['flowid', 'id', 'attemptedcategory', 'index', ''],
  // AnomalyX's own, in the copy that `predict` writes.
  ...[
    'threattype',
    'confidence',
    'reason1',
    'reason2',
    'reason3',
    'reason4',
    'reason5',
    'reason6',
    'reason7',
    'reason8',
  ],
])

/** pandas calls an index it saved `Unnamed: 0`, and the second column of a name `Name.1`. */
const UNNAMED = /^unnamed\d*$/
const PANDAS_SUFFIX = /\.\d+\s*$/

/** Which features a file may lack. */
export interface LackOptions {
  /** Sets of features whose lack was measured for the model that is to judge the flows. */
  readonly measured_lacks?: readonly MeasuredLack[]
  /** Whether a person accepts what a measured lack costs. */
  readonly accept_missing_features?: boolean
}

/**
 * Finds the columns by any known spelling of their names; of columns with the same name the first one counts.
 * @returns them, and what a person should know of features that have none
 * @throws AnomalyError `lacks_features` that tells what the missing features cost and how to accept it; `unknown_dialect`
 * that lists every missing feature
 */
export function mapColumns(
  names: readonly string[],
  { measured_lacks = [], accept_missing_features = false }: LackOptions = {},
): { columns: Columns; notices: readonly string[] } {
  const columns = findColumns(names)
  const missing = FEATURES.filter((_, index) => columns.features[index]! < 0).map(({ name }) => name)
  if (missing.length === 0) return { columns, notices: [] }
  const folded_names = new Set(names.map(normaliseName))
  const lack = foreignMeter(folded_names) === undefined ? lackOf(missing, measured_lacks) : undefined
  if (lack === undefined) throw missingFeatures(missing, folded_names, names)
  const sentence = lackSentence(missing, lack)
  if (!accept_missing_features) throw lacksFeatures(missing, sentence)
  return { columns, notices: [sentence] }
}

/** What a name of a column stands for. */
export interface NameMeaning {
  readonly folded: string
  /** Index into FEATURES, or -1. */
  readonly feature: number
}

export function meaningOf(name: string): NameMeaning {
  return { folded: normaliseName(name), feature: featureIndex(name) ?? -1 }
}

/**
 * The columns that are there, found as {@link mapColumns} does.
 * @param meaning may remember what it answered
 */
export function findColumns(names: readonly string[], meaning: (name: string) => NameMeaning = meaningOf): Columns {
  const features = new Int32Array(FEATURES.length).fill(-1)
  const by_name = new Map<string, number>()
  withoutLoneSuffixes(names).forEach((name, column) => {
    const { folded, feature } = meaning(name)
    if (!by_name.has(folded)) by_name.set(folded, column)
    if (feature >= 0 && features[feature]! < 0) features[feature] = column
  })
  const find = (spellings: readonly string[]): number => {
    for (const spelling of spellings) {
      const column = by_name.get(spelling)
      if (column !== undefined) return column
    }
    return -1
  }
  return {
    names,
    features,
    source_ip: find(FOLDED_SPELLINGS.source_ip),
    source_port: find(FOLDED_SPELLINGS.source_port),
    destination_ip: find(FOLDED_SPELLINGS.destination_ip),
    destination_port: find(FOLDED_SPELLINGS.destination_port),
    protocol: find(FOLDED_SPELLINGS.protocol),
    timestamp: find(FOLDED_SPELLINGS.timestamp),
    label: find(FOLDED_SPELLINGS.label),
  }
}

/** Names as they were before pandas numbered them, where the column of that name itself is gone: `Src IP.1` alone. */
function withoutLoneSuffixes(names: readonly string[]): readonly string[] {
  if (!names.some((name) => PANDAS_SUFFIX.test(name))) return names
  const present = new Set(names.map(normaliseName))
  return names.map((name) => {
    const bare = name.replace(PANDAS_SUFFIX, '')
    return present.has(normaliseName(bare)) ? name : bare
  })
}

/**
 * Whether two headers say the same of every column that is read. Which column of labels that is is found in the rows, so
 * none of those that may be may stand elsewhere.
 */
export function areSameColumns(one: Columns, other: Columns): boolean {
  return (
    one.names.length === other.names.length &&
    one.features.every((column, index) => column === other.features[index]) &&
    IDENTITY_COLUMNS.every((name) => one[name] === other[name]) &&
    labelColumns(one.names).join() === labelColumns(other.names).join()
  )
}

const IDENTITY_COLUMNS = [
  'source_ip',
  'source_port',
  'destination_ip',
  'destination_port',
  'protocol',
  'timestamp',
] as const

/** Columns that may hold labels, the likeliest first. */
export function labelColumns(names: readonly string[]): number[] {
  const folded = withoutLoneSuffixes(names).map(normaliseName)
  return FOLDED_SPELLINGS.label.flatMap((spelling) => {
    const column = folded.indexOf(spelling)
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

function lacksFeatures(missing: readonly string[], sentence: string): AnomalyError {
  return new AnomalyError(
    'lacks_features',
    `${sentence} Missing features are not filled in, so the file was not read. If you accept this, choose "Import without them", set accept_missing_features over HTTP, or use --accept-missing-features on the command line.`,
    { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
  )
}

/** A known name with a unit behind it: `Flow Duration (us)`, `flow_duration_ms`. */
const UNIT_BEHIND =
  /^(.*\S)(?:\s*[([][^()[\]]{1,20}[)\]]|[\s_.-]+(?:[mµμun]?s|[mun]?secs?|(?:milli|micro|nano)?seconds?))\s*$/i

/** The pattern takes long for long names. */
const LONGEST_NAME_CHARS = 100

function unitsInNames(missing: readonly string[], names: readonly string[]): AnomalyError | undefined {
  const found = names.filter((name) => {
    const feature = featureIndex(UNIT_BEHIND.exec(name.slice(0, LONGEST_NAME_CHARS))?.[1] ?? '')
    return feature !== undefined && missing.includes(FEATURES[feature]!.name)
  })
  const [example] = found
  if (example === undefined) return undefined
  return new AnomalyError(
    'unknown_dialect',
    `The header has a unit behind the names of ${found.length === 1 ? '1 column' : `${String(found.length)} columns`}, such as "${example.trim().slice(0, 40)}", and such a column is not read: ${String(missing.length)} of ${String(FEATURES.length)} features are missing. Write all times in one unit, remove the units from the names, and import the file again.`,
    { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
  )
}

function missingFeatures(
  missing: readonly string[],
  folded_names: ReadonlySet<string>,
  names: readonly string[],
): AnomalyError {
  const meter = foreignMeter(folded_names)
  if (meter !== undefined) {
    return new AnomalyError(
      'unknown_dialect',
      `These are the columns of ${meter}, which measures different properties from CICFlowMeter: ${String(missing.length)} of the ${String(FEATURES.length)} features are missing, and missing features are not filled in. Run CICFlowMeter on the same packets (.pcap) and import the CSV it writes.`,
      { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
    )
  }
  const units = unitsInNames(missing, names)
  if (units !== undefined) return units
  if (missing.length === FEATURES.length) {
    if (holdsNamesInOneCell(names)) return otherSeparators()
    return new AnomalyError(
      'unknown_dialect',
      'The first line contains no names of flow features. AnomalyX reads CICFlowMeter CSV files whose first line is the header.',
    )
  }
  const shown = missing.slice(0, 12).join(', ')
  const more = missing.length > 12 ? ` and ${String(missing.length - 12)} more` : ''
  return new AnomalyError(
    'unknown_dialect',
    `The header lacks ${String(missing.length)} of ${String(FEATURES.length)} features: ${shown}${more}. Missing features are not filled in, so the file was not imported.${FEATURES.length - missing.length > 12 ? ' Columns were removed from a CICFlowMeter table: import the complete table.' : ''}`,
    { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
  )
}

const FEWEST_NAMES = 10

/** Whether a cell of a header has the names of many features in it, so that something else stands between them. */
function holdsNamesInOneCell(names: readonly string[]): boolean {
  const longest = normaliseName(names.reduce((one, other) => (other.length > one.length ? other : one), ''))
  return (
    FEATURES.filter(({ name, aliases }) => [name, ...aliases].some((each) => longest.includes(normaliseName(each))))
      .length >= FEWEST_NAMES
  )
}

function otherSeparators(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The first line names flow features, and something else than a comma, a semicolon, a tab or a vertical bar stands between them. Save the table with commas between its cells.',
  )
}
