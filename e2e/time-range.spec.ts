import type { Overview } from '../contract/charts.ts'
import type { Page } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { untilWhole } from './support/whole.ts'

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Overview')
  await expect(new OverviewPage(window).bars.first()).toBeVisible()
})

const chipOf = (window: Page) => window.getByRole('button', { name: /^Remove filter Time: / })

/** The range in the address of the window, as the API takes it. */
async function rangeOf(window: Page): Promise<URLSearchParams> {
  const search = new URLSearchParams(await window.evaluate(() => location.hash.split('?')[1] ?? ''))
  return new URLSearchParams({ after: search.get('after') ?? '', before: search.get('before') ?? '' })
}

test('a stretch of the chart that is dragged over narrows the Overview, Flows and Alerts', async ({
  window,
  api,
}, info) => {
  const overview = new OverviewPage(window)
  const box = await overview.chart.getByRole('slider').boundingBox()
  if (box === null) throw new Error('the chart is not shown')
  await window.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2)
  await window.mouse.down()
  await window.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 4 })
  const screens = join(dirname(info.outputDir), 'screens')
  await mkdir(screens, { recursive: true })
  await window.screenshot({ path: join(screens, 'range-dragged.png'), animations: 'disabled' })
  await window.mouse.up()
  await expect(chipOf(window)).toBeVisible()
  await untilWhole(window)

  const range = await rangeOf(window)
  const all = await api.overview()
  const part = await api.read<Overview>(`/charts/overview?${range.toString()}`)
  expect(part.classified).toBeGreaterThan(0)
  expect(part.classified).toBeLessThan(all.classified)
  expect(part.series.bucket_width).toBeLessThanOrEqual(all.series.bucket_width)
  await expect(
    overview.totals.getByRole('link', { name: `Classified in this range: ${part.classified}` }),
  ).toBeVisible()
  await expect(overview.totals.getByRole('link', { name: `Threats: ${part.threats}` })).toBeVisible()
  await expectAccessible(window, 'a stretch of time')
  await window.screenshot({ path: join(screens, 'range-zoomed.png'), animations: 'disabled' })

  await goTo(window, 'Flows')
  const flows = new FlowsPage(window)
  await expect(flows.filters.getByRole('button', { name: /^Remove filter Time: / })).toBeVisible()
  const q = `&q=${encodeURIComponent(`after:${range.get('after') ?? ''} before:${range.get('before') ?? ''}`)}`
  expect(await api.flows(q)).toHaveLength(part.classified)
  await goTo(window, 'Alerts')
  await expect(chipOf(window)).toBeVisible()
  await goTo(window, 'Overview')
  await expect(chipOf(window)).toBeVisible()
  await chipOf(window).click()
  await expect(overview.totals).toContainText('Rows read')
})

test('a stretch is chosen, zoomed and left with the keyboard alone', async ({ window }) => {
  const overview = new OverviewPage(window)
  const slider = overview.chart.getByRole('slider')
  for (let presses = 0; presses < 30; presses += 1) {
    if (await slider.evaluate((element) => element === document.activeElement)) break
    await window.keyboard.press('Tab')
  }
  await expect(slider).toBeFocused()
  await window.keyboard.press('ArrowRight')
  for (let presses = 0; presses < 5; presses += 1) await window.keyboard.press('Shift+ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuetext', /^2024-05-06 09:0/)
  await window.keyboard.press('Enter')
  await expect(chipOf(window)).toBeVisible()
  await chipOf(window).press('Delete')
  await expect(chipOf(window)).toHaveCount(0)
  await window.goBack()
  await expect(chipOf(window)).toBeVisible()
})
