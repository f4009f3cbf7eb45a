import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { goTo } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { watchFrames } from './support/frames.ts'

/** Far above what a person should meet on a free machine, far below an import that runs in the window or beside it. */
const BOUND_MS = 1000

test('the window stays alive while 200,000 flows are imported', async ({ app, window, files_dir }, info) => {
  const path = await writeCapture(join(files_dir, 'large.csv'), { flows: 4000, repeat: 50 })
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    Object.assign(globalThis, { delay })
  })
  const stopWatching = await watchFrames(window)
  await dropFiles(window, [path])
  const captures = new CapturesPage(window)
  await expect(captures.import('large.csv')).toContainText('Importing')
  for (const place of ['Overview', 'Flows', 'Alerts', 'Captures'] as const) await goTo(window, place)
  await expect(captures.import('large.csv')).toContainText('Imported', { timeout: 60_000 })

  const smoothness = await stopWatching()
  const main_longest_ms = await app.evaluate(
    () => (globalThis as unknown as { delay: { max: number } }).delay.max / 1e6,
  )
  const figures = { ...smoothness, main_longest_ms }
  await info.attach('smoothness', { body: JSON.stringify(figures, null, 1), contentType: 'application/json' })
  info.annotations.push({ type: 'smoothness', description: JSON.stringify(figures) })
  expect(smoothness.frames).toBeGreaterThan(10)
  expect(smoothness.longest_gap_ms).toBeLessThan(BOUND_MS)
  expect(smoothness.longest_task_ms).toBeLessThan(BOUND_MS)
  expect(main_longest_ms).toBeLessThan(BOUND_MS)
})
