import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

import { writeCapture } from '../sample/index.ts'

export const BENCH_DIR = join(import.meta.dirname, '../../.cache/bench')

const SIMULATED_ROWS = 100_000

/**
 * A capture of so many rows in the corrected layout, kept for the next run. Beyond 100,000 rows the simulated ones come
 * again and again: reading, classifying and storing a row costs the same the second time.
 */
export async function captureOf(rows: number): Promise<string> {
  await mkdir(BENCH_DIR, { recursive: true })
  const path = join(BENCH_DIR, `corrected-${String(rows)}.csv`)
  if (existsSync(path)) return path
  const partial = `${path}.partial`
  if (rows <= SIMULATED_ROWS) await writeCapture(partial, { layout: 'corrected', rows, seed: 1 })
  else await repeat(await captureOf(SIMULATED_ROWS), rows / SIMULATED_ROWS, partial)
  await rename(partial, path)
  return path
}

async function repeat(source: string, times: number, target: string): Promise<void> {
  const out = createWriteStream(target)
  for (let time = 0; time < times; time += 1) {
    let skips_header = time > 0
    for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20 })) {
      let bytes = chunk as Buffer
      if (skips_header) {
        bytes = bytes.subarray(bytes.indexOf(0x0a) + 1)
        skips_header = false
      }
      if (!out.write(bytes)) await once(out, 'drain')
    }
  }
  out.end()
  await finished(out)
}

/** A capture for benches that write to the store directly. */
export const BENCH_CAPTURE = {
  kind: 'file',
  name: 'bench.csv',
  status: 'ready',
  sha256: null,
  size_bytes: 1,
  imported_at_us: 1,
  axis: 'time',
  model_id: 'm',
  model_sha256: 'm',
  confidence_threshold: 0.5,
  novelty_budget: 0.01,
} as const
