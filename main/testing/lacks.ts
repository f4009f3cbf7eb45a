import { FEATURE_NAMES } from '../flow/features.ts'
import type { MeasuredLack } from '../flow/lacking-features.ts'
import { type CaptureLines, columnOf } from './captures.ts'

/** The capture without some columns, named as in its header. */
export function withoutColumns({ header, rows }: CaptureLines, names: readonly string[]): CaptureLines {
  const left_out = new Set(names.map((name) => columnOf(header, name)))
  const rest = (line: string) =>
    line
      .split(',')
      .filter((_, column) => !left_out.has(column))
      .join(',')
  return { header: rest(header), rows: rows.map(rest) }
}

/** Averages of bulk transfers, with made-up figures. */
export const BULK_LACK: MeasuredLack = {
  model_id: 'some-trees',
  features: FEATURE_NAMES.filter((name) => /bulk/i.test(name)),
  without: { macro_f1: 0.88, fpr: 0.002, fnr: 0.004, unknown_rate_benign: 0.01, unknown_rate_threats: 0.02 },
  complete: { macro_f1: 0.9, fpr: 0.001, fnr: 0.003, unknown_rate_benign: 0.009, unknown_rate_threats: 0.01 },
}
