import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { BenchApp } from './app.ts'
import { BENCH_DIR, captureOf } from './captures.ts'
import { childPeaksMb, median, rateOf } from './machine.ts'
import { findPandas, NO_PANDAS } from './pandas.ts'

const SIZES = [
  { rows: 200_000, runs: 5 },
  { rows: 2_000_000, runs: 3 },
  { rows: 5_000_000, runs: 1 },
]

const CANCELLED_ROWS = 2_000_000

/** A capture to the database: rate, and the engine's peak memory as files grow; pandas and scikit-learn beside it. */
export async function benchImport(): Promise<string[]> {
  const lines: string[] = []
  const pandas = await findPandas()
  for (const { rows, runs } of SIZES) {
    const capture = await captureOf(rows)
    const ours: number[] = []
    const theirs: number[] = []
    let peak_mb = 0
    for (let turn = 0; turn < runs; turn += 1) {
      const app = await BenchApp.start()
      ours.push((await app.import(capture)).elapsed_ms)
      peak_mb = Math.max(peak_mb, ...childPeaksMb())
      await app.close()
      // Two million rows would take it a minute and eight gigabytes.
      if (rows === SIZES[0]?.rows && pandas !== undefined) {
        theirs.push(await pandas.run('import', capture, join(BENCH_DIR, 'pandas.sqlite')))
      }
    }
    lines.push(
      `import, ${rows.toLocaleString('en')} rows, file to database, median of ${String(runs)}: ${rateOf(rows, median(ours))}, engine peak ${peak_mb.toFixed(0)} MB`,
    )
    if (rows !== SIZES[0]?.rows) continue
    lines.push(
      pandas === undefined
        ? NO_PANDAS
        : `pandas + scikit-learn, the same, whole process: ${rateOf(rows, median(theirs))}; ratio ${(median(theirs) / median(ours)).toFixed(1)}`,
    )
  }
  lines.push(await benchCancel())
  await rm(join(BENCH_DIR, 'pandas.sqlite'), { force: true })
  return lines
}

async function benchCancel(): Promise<string> {
  const app = await BenchApp.start()
  const before_mb = await app.databaseMb()
  const { cancelled_ms, removed_ms } = await app.cancelLate(await captureOf(CANCELLED_ROWS), 0.9)
  const after_mb = await app.databaseMb()
  await app.close()
  return `cancel at 90 % of ${CANCELLED_ROWS.toLocaleString('en')} rows: out of sight after ${cancelled_ms.toFixed(0)} ms, every row gone and the space given back after ${removed_ms.toFixed(0)} ms; database ${before_mb.toFixed(1)} -> ${after_mb.toFixed(1)} MB`
}
