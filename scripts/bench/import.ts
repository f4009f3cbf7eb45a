import { BenchApp } from './app.ts'
import { captureOf } from './captures.ts'
import { childPeaksMb, median } from './machine.ts'

const RUNS = 3
const SIZES = [200_000, 2_000_000, 5_000_000]

/** A capture to the database: rate, and the engine's peak memory as files grow. */
export async function benchImport(): Promise<string[]> {
  const lines: string[] = []
  for (const rows of SIZES) {
    const capture = await captureOf(rows)
    const rates: number[] = []
    let peak_mb = 0
    for (let turn = 0; turn < (rows === SIZES[0] ? RUNS : 1); turn += 1) {
      const app = await BenchApp.start()
      const { elapsed_ms } = await app.import(capture)
      rates.push((rows / elapsed_ms) * 1000)
      peak_mb = Math.max(peak_mb, ...childPeaksMb())
      await app.close()
    }
    lines.push(
      `import, ${rows.toLocaleString('en')} rows, file to database: ${Math.round(median(rates)).toLocaleString('en')} flows/s, engine peak ${peak_mb.toFixed(0)} MB`,
    )
  }
  return lines
}
