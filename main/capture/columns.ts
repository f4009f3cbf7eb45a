import { AnomalyError } from '../../contract/errors.ts'
import { FEATURES, featureIndex } from '../flow/features.ts'
import { normaliseName } from '../flow/names.ts'
import { decodeCell } from './cell-text.ts'

/** Which column of a file holds what; -1 where the file has no such column. */
export interface Columns {
  readonly header: readonly string[]
  /** The header line as it stands in the file (Latin-1). */
  readonly header_line: string
  /** Column of each feature, in the order of {@link FEATURES}. */
  readonly features: Int32Array
  readonly source_ip: number
  readonly source_port: number
  readonly destination_ip: number
  readonly destination_port: number
  readonly protocol: number
  readonly timestamp: number
  readonly label: number
  readonly dialect: Dialect
}

/** The release a file's header belongs to. */
export type Dialect = 'original' | 'corrected' | 'other'

const SPELLINGS = {
  source_ip: ['Src IP', 'Source IP'],
  source_port: ['Src Port', 'Source Port'],
  destination_ip: ['Dst IP', 'Destination IP'],
  destination_port: ['Dst Port', 'Destination Port'],
  protocol: ['Protocol'],
  timestamp: ['Timestamp'],
  label: ['Label'],
} as const

/**
 * Finds the columns by any known spelling of their names; of columns with the same name the first one counts.
 * @throws AnomalyError `unknown_dialect` that lists every missing feature; `unreadable_file` for old Mac line endings,
 *   which would make the whole file one header
 */
export function mapColumns(header_line: string, header_cells: readonly string[]): Columns {
  if (header_line.includes('\r')) {
    throw new AnomalyError(
      'unreadable_file',
      'The lines of the file end in carriage returns alone. Save it with line feeds (LF or CRLF) and import it again.',
    )
  }
  const header = header_cells.map(decodeCell)
  const features = new Int32Array(FEATURES.length).fill(-1)
  const by_name = new Map<string, number>()
  header.forEach((name, column) => {
    const folded = normaliseName(name)
    if (!by_name.has(folded)) by_name.set(folded, column)
    const index = featureIndex(name)
    if (index !== undefined && features[index]! < 0) features[index] = column
  })
  const missing = FEATURES.filter((_, index) => features[index]! < 0).map(({ name }) => name)
  if (missing.length > 0) throw missingFeatures(missing)
  const find = (spellings: readonly string[]): number => {
    for (const spelling of spellings) {
      const column = by_name.get(normaliseName(spelling))
      if (column !== undefined) return column
    }
    return -1
  }
  return {
    header,
    header_line,
    features,
    source_ip: find(SPELLINGS.source_ip),
    source_port: find(SPELLINGS.source_port),
    destination_ip: find(SPELLINGS.destination_ip),
    destination_port: find(SPELLINGS.destination_port),
    protocol: find(SPELLINGS.protocol),
    timestamp: find(SPELLINGS.timestamp),
    label: find(SPELLINGS.label),
    dialect: dialectOf(by_name),
  }
}

/** The corrected release counts reset flags by direction; the original one spells the window sizes its own way. */
function dialectOf(by_name: ReadonlyMap<string, number>): Dialect {
  if (by_name.has('fwdrstflags') && by_name.has('totaltcpflowtime')) return 'corrected'
  if (by_name.has('initwinbytesforward') && by_name.has('minsegsizeforward')) return 'original'
  return 'other'
}

function missingFeatures(missing: readonly string[]): AnomalyError {
  if (missing.length === FEATURES.length) {
    return new AnomalyError(
      'unknown_dialect',
      'The first line names no flow feature. AnomalyX reads CICFlowMeter CSV files whose first line is the header.',
    )
  }
  const shown = missing.slice(0, 12).join(', ')
  const more = missing.length > 12 ? ` and ${String(missing.length - 12)} more` : ''
  return new AnomalyError(
    'unknown_dialect',
    `The header lacks ${String(missing.length)} of ${String(FEATURES.length)} features: ${shown}${more}. Nothing is filled in for them, so the file is not imported.`,
    { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
  )
}
