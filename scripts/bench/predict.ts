import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { BENCH_DIR, captureOf } from './captures.ts'
import { median, run } from './machine.ts'

const ROWS = 200_000
const TRAINING_ROWS = 20_000
const RUNS = 3
const CLI = join(import.meta.dirname, '../../main/cli.ts')
const SCRIPT = join(import.meta.dirname, 'pandas_sklearn.py')

/** A capture to a labelled CSV: the command line against pandas and scikit-learn, turn about in one run. */
export async function benchPredict(): Promise<string[]> {
  const capture = await captureOf(ROWS)
  const out = join(BENCH_DIR, 'labelled.csv')
  const python = await findPython()
  const model = join(BENCH_DIR, 'forest.pickle')
  if (python !== undefined && !existsSync(model))
    await run(python, [SCRIPT, 'train', await captureOf(TRAINING_ROWS), model])
  const ours: number[] = []
  const theirs: number[] = []
  for (let turn = 0; turn < RUNS; turn += 1) {
    ours.push((await run(process.execPath, [CLI, 'predict', capture, '--out', out, '--json'])).elapsed_ms)
    if (python !== undefined) theirs.push((await run(python, [SCRIPT, 'predict', capture, model, out])).elapsed_ms)
  }
  await rm(out)
  const rate = (elapsed_ms: number) => `${Math.round((ROWS / elapsed_ms) * 1000).toLocaleString('en')} flows/s`
  return [
    `predict, ${String(ROWS)} rows to a labelled CSV, whole process, median of ${String(RUNS)}: ${(median(ours) / 1000).toFixed(2)} s (${rate(median(ours))})`,
    python === undefined
      ? 'pandas + scikit-learn: left out, no Python with both is here'
      : `pandas + scikit-learn, the same: ${(median(theirs) / 1000).toFixed(2)} s (${rate(median(theirs))}); ratio ${(median(theirs) / median(ours)).toFixed(1)}`,
  ]
}

async function findPython(): Promise<string | undefined> {
  for (const python of ['python3', '/usr/bin/python3', 'python']) {
    try {
      await run(python, [
        '-W',
        'ignore',
        '-c',
        'import importlib.util as u, sys; sys.exit(0 if u.find_spec("pandas") and u.find_spec("sklearn") else 1)',
      ])
      return python
    } catch {
      continue
    }
  }
  return undefined
}
