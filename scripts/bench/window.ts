import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { run } from './machine.ts'

const ROOT = join(import.meta.dirname, '../..')
const REPORT = join(ROOT, '.cache/anomalyx/reports/playwright.json')
const FLOWS = 2_000_000

/** A large file dropped on the real window: when its first chart stands, and how long the window ever was held up. */
export async function benchWindow(): Promise<string[]> {
  const environment = { ...process.env, ANOMALYX_SMOOTHNESS_FLOWS: String(FLOWS) }
  await run(process.execPath, [join(ROOT, 'scripts/test.mjs'), 'e2e', 'smoothness'], environment)
  const figures = figuresIn(readFileSync(REPORT, 'utf8'))
  const ms = (name: string) => `${Math.round(figures[name] ?? NaN).toLocaleString('en')} ms`
  return [
    `window, ${FLOWS.toLocaleString('en')} rows dropped: first chart after ${ms('first_chart_ms')}, imported after ${ms('import_ms')}`,
    `window, meanwhile: longest task ${ms('longest_task_ms')} (0: none above 50 ms), as a page is opened ${ms('longest_page_change_ms')}, longest time between two frames ${ms('longest_gap_ms')}, longest delay of the main process ${ms('main_longest_ms')}`,
  ]
}

function figuresIn(report: string): Record<string, number> {
  const found = /"type": "smoothness",\s*"description": ("(?:[^"\\]|\\.)*")/.exec(report)
  if (found?.[1] === undefined) throw new Error('the test of smoothness left no figures')
  return JSON.parse(JSON.parse(found[1]) as string) as Record<string, number>
}
