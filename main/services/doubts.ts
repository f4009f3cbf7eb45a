import type { CapturePreview, Doubt } from '../../contract/captures.ts'
import { normaliseName } from '../flow/names.ts'

/** Columns that known meters write and AnomalyX does not read. */
const USUAL_EXTRAS: ReadonlySet<string> = new Set(
  [
    ...['Fwd RST Flags', 'Bwd RST Flags', 'ICMP Code', 'ICMP Type', 'Total TCP Flow Time'],
    ...['Bwd Act Data Pkts', 'Bwd Seg Size Min', 'Total Connection Flow Time'],
    ...['Fwd TCP Retrans. Count', 'Bwd TCP Retrans. Count', 'Total TCP Retrans. Count'],
    ...['SimillarHTTP', 'Inbound', 'Unnamed: 0'],
  ].map(normaliseName),
)
/** The official header has this name twice. */
const USUAL_DUPLICATES: ReadonlySet<string> = new Set([normaliseName('Fwd Header Length')])

/** Of the names of columns, those that no known meter writes so. */
export function unusualColumns({ duplicates, extras }: Pick<CapturePreview, 'duplicates' | 'extras'>): {
  readonly duplicates: readonly string[]
  readonly extras: readonly string[]
} {
  return {
    duplicates: duplicates.filter((name) => !USUAL_DUPLICATES.has(normaliseName(name))),
    extras: extras.filter((name) => !USUAL_EXTRAS.has(normaliseName(name))),
  }
}

/** What of a file AnomalyX had to assume or change, and a person may know better. */
export function doubtsOf(preview: Omit<CapturePreview, 'doubts'>): Doubt[] {
  const { duplicates, extras } = unusualColumns(preview)
  const are_odd = duplicates.length + extras.length > 0
  const has_times = preview.utc_offset_minutes !== null
  const found: readonly (readonly [Doubt, boolean])[] = [
    ['unknown-dialect', preview.dialect === 'other'],
    ['assumed-time-zone', has_times && preview.first_flow_at !== null && !preview.is_offset_known],
    ['unreadable-times', has_times && preview.first_flow_at === null],
    ['converted-units', preview.time_unit !== 'microseconds' && !preview.has_conversations_only],
    ['no-header', !preview.has_header && !preview.has_conversations_only],
    ['odd-columns', are_odd],
    ['imported-before', preview.imported_before !== null],
  ]
  return found.flatMap(([doubt, holds]) => (holds ? [doubt] : []))
}
