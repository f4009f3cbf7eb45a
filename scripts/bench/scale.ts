import { BenchApp } from './app.ts'
import { captureOf } from './captures.ts'
import { timed } from './machine.ts'
import { benchShuffled } from './shuffled.ts'

const STEPS = [100_000, 1_000_000, 10_000_000]
const FILE_ROWS = [100_000, 1_000_000]

/** Answers of the store as it grows, and what a delete costs. */
export async function benchScale(): Promise<string[]> {
  const lines: string[] = []
  const app = await BenchApp.start()
  let stored = 0
  let last_capture = 0
  for (const step of STEPS) {
    while (stored < step) {
      const rows = step - stored >= 1_000_000 ? 1_000_000 : 100_000
      last_capture = (await app.import(await captureOf(rows))).capture_id
      stored += rows
    }
    const page = await app.call('flows.list', { limit: 100 })
    const cursor = page.next_cursor ?? undefined
    const timings = {
      overview: await timed(() => app.call('charts.overview', {})),
      'overview of a capture': await timed(() => app.call('charts.overview', { capture_id: last_capture })),
      'first page': await timed(() => app.call('flows.list', { limit: 100 })),
      'next page': await timed(() =>
        app.call('flows.list', { limit: 100, ...(cursor === undefined ? {} : { cursor }) }),
      ),
      'filter by threat type': await timed(() => app.call('flows.list', { limit: 100, threat_type: 'DDoS' })),
      'filter by capture': await timed(() => app.call('flows.list', { limit: 100, capture_id: last_capture })),
      alerts: await timed(() => app.call('alerts.list', { limit: 100 })),
    }
    const shown = Object.entries(timings).map(([name, elapsed_ms]) => `${name} ${elapsed_ms.toFixed(1)} ms`)
    lines.push(
      `${stored.toLocaleString('en')} flows stored (${(await app.databaseMb()).toFixed(0)} MB): ${shown.join(', ')}`,
    )
  }
  lines.push(await benchDelete(app, last_capture))
  await app.close()
  return [...lines, ...(await benchShuffled())]
}

/** Deletes the largest capture while asking for the overview all the time. */
async function benchDelete(app: BenchApp, capture_id: number): Promise<string> {
  const before_mb = await app.databaseMb()
  const started_ms = performance.now()
  await app.call('captures.delete', { id: capture_id })
  const answered_ms = performance.now() - started_ms
  let slowest_ms = 0
  let after_mb = before_mb
  for (let still = 0; still < 40;) {
    const asked_ms = performance.now()
    await app.call('charts.overview', {})
    slowest_ms = Math.max(slowest_ms, performance.now() - asked_ms)
    const now_mb = await app.databaseMb()
    still = now_mb < after_mb ? 0 : still + 1
    after_mb = Math.min(after_mb, now_mb)
  }
  return `delete of ${(FILE_ROWS.at(-1) ?? 0).toLocaleString('en')} flows: answered in ${answered_ms.toFixed(0)} ms, slowest overview meanwhile ${slowest_ms.toFixed(0)} ms, file ${before_mb.toFixed(0)} -> ${after_mb.toFixed(0)} MB`
}
