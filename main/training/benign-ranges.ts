import type { BenignRange } from '../flow/model-manifest.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { BENIGN, threatTypeIndex } from '../flow/threat-types.ts'
import type { TrainingSet } from './dataset.ts'

/** As many digits as a person reads; float32 carries seven for certain. */
const DIGITS = 7

/**
 * Where the features of benign training flows lie, for each flow meter and, last, for all of them together: the same
 * traffic gives other numbers in another meter.
 */
export function benignRanges(set: TrainingSet): BenignRange[] {
  const benign = threatTypeIndex(BENIGN)
  const all = Int32Array.from({ length: set.rows }, (_, row) => row).filter((row) => set.labels[row] === benign)
  const instruments = [...new Set(set.files.map(({ instrument }) => instrument))].sort()
  const parts: { instrument: string | null; rows: Int32Array }[] = [
    ...instruments.map((instrument) => ({
      instrument,
      rows: all.filter((row) => set.files[set.file_of_row[row]!]!.instrument === instrument),
    })),
    { instrument: null, rows: all },
  ]
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ instrument, rows }) => ({ instrument, flows: rows.length, ...rangesOf(set.features, rows) }))
}

function rangesOf(features: Float32Array, rows: Int32Array): Pick<BenignRange, 'p5' | 'p50' | 'p95'> {
  const sorted = Array.from({ length: FEATURE_COUNT }, (_, feature) =>
    Float32Array.from(rows, (row) => features[row * FEATURE_COUNT + feature]!)
      .filter((value) => !Number.isNaN(value))
      .sort(),
  )
  const at = (percent: number) => sorted.map((values) => percentile(values, percent))
  return { p5: at(5), p50: at(50), p95: at(95) }
}

/** By nearest rank: a value that a flow has; null where no flow has any. */
function percentile(sorted: Float32Array, percent: number): number | null {
  const value = sorted[Math.ceil((sorted.length * percent) / 100) - 1]
  return value === undefined ? null : Number(value.toPrecision(DIGITS))
}
