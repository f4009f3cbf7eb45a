import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { linksOf, type PlaceName } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { untilShown, watchFrames } from './support/frames.ts'
import { putTestBehindWindow } from './support/priority.ts'

/** Far above what a person should meet on a free machine, far below an import that runs in the window or beside it. */
const BOUND_MS = 1000

/** `npm run bench window` has more. */
const FLOWS = Number(process.env['ANOMALYX_SMOOTHNESS_FLOWS'] ?? 200_000)
const PATTERN = 4000

// A recorder of every change of the page would be measured with it.
test.use({ launch_options: { is_recorded: false } })

let putBack: () => void = () => undefined
test.afterEach(() => putBack())

test('the window stays alive while hundreds of thousands of flows are imported', async ({
  app,
  window,
  api,
  files_dir,
}, info) => {
  test.setTimeout(300_000)
  const path = await writeCapture(join(files_dir, 'large.csv'), { flows: PATTERN, repeat: FLOWS / PATTERN })
  const places = await linksOf(window)
  const open = async (place: PlaceName) => {
    await window.mouse.click(places[place].x, places[place].y)
    await untilShown(window, 'h1', place)
  }
  putBack = putTestBehindWindow()
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    Object.assign(globalThis, { delay })
  })
  const stopWatching = await watchFrames(window)
  const dropped_ms = performance.now()
  await dropFiles(window, [path])
  await open('Overview')
  await untilShown(window, '.stacked-bars rect')
  const first_chart_ms = performance.now() - dropped_ms
  for (const place of ['Captures', 'Flows', 'Alerts', 'Overview'] as const) await open(place)
  // Charts are drawn anew all the time now.
  const rowsRead = () => api.captures().then(([capture]) => capture?.rows_read ?? 0)
  await expect.poll(rowsRead, { timeout: 200_000, intervals: [500] }).toBeGreaterThan(FLOWS * 0.8)
  await open('Captures')
  await untilShown(window, 'main', 'Imported')
  const import_ms = performance.now() - dropped_ms

  const smoothness = await stopWatching()
  const main_longest_ms = await app.evaluate(
    () => (globalThis as unknown as { delay: { max: number } }).delay.max / 1e6,
  )
  const figures = { flows: FLOWS, first_chart_ms, import_ms, ...smoothness, main_longest_ms }
  await info.attach('smoothness', { body: JSON.stringify(figures, null, 1), contentType: 'application/json' })
  info.annotations.push({ type: 'smoothness', description: JSON.stringify(figures) })
  process.stdout.write(
    `${FLOWS} flows; tasks of the window above 50 ms: ${smoothness.noticeable_tasks.join('; ') || 'none'}\n`,
  )
  expect(smoothness.frames).toBeGreaterThan(10)
  expect(smoothness.longest_gap_ms).toBeLessThan(BOUND_MS)
  expect(smoothness.longest_task_ms).toBeLessThan(BOUND_MS)
  expect(smoothness.longest_page_change_ms).toBeLessThan(BOUND_MS)
  expect(main_longest_ms).toBeLessThan(BOUND_MS)
})
