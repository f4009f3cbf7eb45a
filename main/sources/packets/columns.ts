import type { Convention } from './convention.ts'

/**
 * How a number is written: `whole`, or as a decimal; the others are decimals for which the reference writes `0` without a
 * point when there was nothing to measure.
 */
export type NumberForm =
  'whole' | 'decimal' | 'forward-lengths' | 'backward-lengths' | 'forward-gaps' | 'backward-gaps' | 'active' | 'idle'

const columns = (form: NumberForm, ...names: string[]) => names.map((name) => ({ name, form }))
const four = (name: string, form: NumberForm, ...kinds: string[]) =>
  columns(form, ...kinds.map((kind) => `${name} ${kind}`))

/** What is measured of a flow, in the order of the reference's file between `Timestamp` and `Label`. */
export const MEASURES: readonly { readonly name: string; readonly form: NumberForm }[] = [
  ...columns('whole', 'Flow Duration', 'Total Fwd Packet', 'Total Bwd packets'),
  ...columns('decimal', 'Total Length of Fwd Packet', 'Total Length of Bwd Packet'),
  ...four('Fwd Packet Length', 'forward-lengths', 'Max', 'Min', 'Mean', 'Std'),
  ...four('Bwd Packet Length', 'backward-lengths', 'Max', 'Min', 'Mean', 'Std'),
  ...columns('decimal', 'Flow Bytes/s', 'Flow Packets/s'),
  ...four('Flow IAT', 'decimal', 'Mean', 'Std', 'Max', 'Min'),
  ...four('Fwd IAT', 'forward-gaps', 'Total', 'Mean', 'Std', 'Max', 'Min'),
  ...four('Bwd IAT', 'backward-gaps', 'Total', 'Mean', 'Std', 'Max', 'Min'),
  ...columns('whole', 'Fwd PSH Flags', 'Bwd PSH Flags', 'Fwd URG Flags', 'Bwd URG Flags'),
  ...columns('whole', 'Fwd RST Flags', 'Bwd RST Flags'),
  ...columns('whole', 'Fwd Header Length', 'Bwd Header Length'),
  ...columns('decimal', 'Fwd Packets/s', 'Bwd Packets/s'),
  ...four('Packet Length', 'decimal', 'Min', 'Max', 'Mean', 'Std', 'Variance'),
  ...columns('whole', 'FIN Flag Count', 'SYN Flag Count', 'RST Flag Count', 'PSH Flag Count'),
  ...columns('whole', 'ACK Flag Count', 'URG Flag Count', 'CWR Flag Count', 'ECE Flag Count'),
  ...columns('decimal', 'Down/Up Ratio', 'Average Packet Size', 'Fwd Segment Size Avg', 'Bwd Segment Size Avg'),
  ...columns('whole', 'Fwd Bytes/Bulk Avg', 'Fwd Packet/Bulk Avg', 'Fwd Bulk Rate Avg'),
  ...columns('whole', 'Bwd Bytes/Bulk Avg', 'Bwd Packet/Bulk Avg', 'Bwd Bulk Rate Avg'),
  ...columns('whole', 'Subflow Fwd Packets', 'Subflow Fwd Bytes', 'Subflow Bwd Packets', 'Subflow Bwd Bytes'),
  ...columns('whole', 'FWD Init Win Bytes', 'Bwd Init Win Bytes', 'Fwd Act Data Pkts', 'Fwd Seg Size Min'),
  ...four('Active', 'active', 'Mean', 'Std', 'Max', 'Min'),
  ...four('Idle', 'idle', 'Mean', 'Std', 'Max', 'Min'),
  ...columns('whole', 'ICMP Code', 'ICMP Type', 'Total TCP Flow Time'),
]

/** Columns that the original tool does not write. */
const NOT_ORIGINAL: ReadonlySet<string> = new Set([
  'Fwd RST Flags',
  'Bwd RST Flags',
  'ICMP Code',
  'ICMP Type',
  'Total TCP Flow Time',
])

/** Indexes into {@link MEASURES} of what a file of that convention has. */
export function measuresOf(convention: Convention): readonly number[] {
  return MEASURES.flatMap(({ name }, index) => (convention === 'original' && NOT_ORIGINAL.has(name) ? [] : [index]))
}

/** The first line of a file, without its end. */
export function headerOf(convention: Convention): string {
  const measures = measuresOf(convention).map((index) => MEASURES[index]!.name)
  return ['Flow ID', 'Src IP', 'Src Port', 'Dst IP', 'Dst Port', 'Protocol', 'Timestamp', ...measures, 'Label'].join(
    ',',
  )
}
