import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { BENCH_DIR, captureOf } from './captures.ts'
import { median, rateOf, run } from './machine.ts'
import { findPandas, NO_PANDAS } from './pandas.ts'

const ROWS = 200_000
const RUNS = 5
const CLI = join(import.meta.dirname, '../../main/cli.ts')

/** A capture to a labelled CSV: the command line against pandas and scikit-learn, turn about in one run. */
export async function benchPredict(): Promise<string[]> {
  const capture = await captureOf(ROWS)
  const out = join(BENCH_DIR, 'labelled.csv')
  const pandas = await findPandas()
  const ours: number[] = []
  const theirs: number[] = []
  for (let turn = 0; turn < RUNS; turn += 1) {
    ours.push((await run(process.execPath, [CLI, 'predict', capture, '--out', out, '--json'])).elapsed_ms)
    if (pandas !== undefined) theirs.push(await pandas.run('predict', capture, out))
  }
  await rm(out)
  return [
    `predict, ${ROWS.toLocaleString('en')} rows to a labelled CSV, whole process, median of ${String(RUNS)}: ${(median(ours) / 1000).toFixed(2)} s (${rateOf(ROWS, median(ours))})`,
    pandas === undefined
      ? NO_PANDAS
      : `pandas + scikit-learn, the same: ${(median(theirs) / 1000).toFixed(2)} s (${rateOf(ROWS, median(theirs))}); ratio ${(median(theirs) / median(ours)).toFixed(1)}`,
  ]
}
