import type { Page } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
})

const dialogOf = (window: Page) => window.getByRole('dialog', { name: 'Columns of flows' })
/** Seen behind the dialog too, which hides the page from those who cannot see it. */
const headersOf = (window: Page) =>
  window.getByRole('grid', { name: 'Flows', includeHidden: true }).getByRole('columnheader', { includeHidden: true })
const headerOf = (window: Page, name: string) => headersOf(window).filter({ hasText: name })
const widthOf = async (window: Page, name: string) =>
  Math.round((await headerOf(window, name).boundingBox())?.width ?? 0)

test('columns are chosen, moved and widened by keyboard alone, and are there after a restart', async ({
  window,
  api,
  relaunch,
}) => {
  const flows = new FlowsPage(window)
  const dialog = dialogOf(window)
  // Typed at once: the panel takes what follows its key.
  await window.keyboard.press('c')
  await window.keyboard.type('iat mean')
  await expect(dialog.getByRole('textbox', { name: 'Find a column' })).toHaveValue('iat mean')
  await expect(dialog.getByRole('checkbox')).toHaveCount(3)
  for (const theme of ['light', 'dark'] as const) {
    await wear(window, api, theme)
    await expectAccessible(window, `columns, ${theme}`)
  }
  await window.keyboard.press('Tab')
  await expect(dialog.getByRole('checkbox', { name: 'Flow IAT Mean (µs)' })).toBeFocused()
  await window.keyboard.press('Space')
  await expect(headersOf(window).last()).toHaveText('Flow IAT Mean (µs)')
  const left = dialog.getByRole('button', { name: 'Move left: Flow IAT Mean' })
  await left.focus()
  const before = await headersOf(window).allTextContents()
  await window.keyboard.press('Enter')
  await window.keyboard.press('Control+ArrowUp')
  await expect(left).toBeFocused()
  await expect
    .poll(async () => (await headersOf(window).allTextContents()).indexOf('Flow IAT Mean (µs)'))
    .toBe(before.length - 3)
  await window.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  // Its values are those that scripts get.
  const [newest] = await api.read<{ features: Record<string, number> }[]>('/logs?limit=1&features=Flow%20IAT%20Mean')
  const value = (newest?.features['Flow IAT Mean'] ?? NaN).toLocaleString('en-US', { maximumFractionDigits: 3 })
  const cell = flows.rows.first().locator('[data-field="Flow IAT Mean"]')
  await expect(cell).toHaveText(value)

  await cell.focus()
  const width = await widthOf(window, 'Flow IAT Mean')
  await window.keyboard.press('Shift+ArrowRight')
  await window.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => widthOf(window, 'Flow IAT Mean')).toBe(width + 32)
  await window.keyboard.press('Control+ArrowLeft')
  await expect(cell).toBeFocused()
  await expect
    .poll(async () => (await headersOf(window).allTextContents()).indexOf('Flow IAT Mean (µs)'))
    .toBe(before.length - 4)
  const order = await headersOf(window).allTextContents()

  // All flows are sorted, not only those of the page: from the cell, and from the header that is above the first one.
  const idsBy = async (sort: string) =>
    (await api.read<{ id: string }[]>(`/logs?limit=1000&${sort}`)).map(({ id }) => id)
  const shownIds = () => flows.rows.evaluateAll((rows) => rows.slice(0, 10).map((row) => row.getAttribute('data-id')))
  const header = headerOf(window, 'Flow IAT Mean')
  await window.keyboard.press('Control+Enter')
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  const most_first = await idsBy('sort=Flow%20IAT%20Mean')
  await expect.poll(shownIds).toEqual(most_first.slice(0, 10))
  await flows.rows.first().locator('[data-field="Flow IAT Mean"]').focus()
  await window.keyboard.press('ArrowUp')
  await expect(header).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(shownIds).toEqual((await idsBy('sort=Flow%20IAT%20Mean&order=asc')).slice(0, 10))
  await expect(header).toBeFocused()
  await window.keyboard.press(']')
  await expect(flows.range).toHaveText('101–200 of 1,400')
  await window.keyboard.press('Enter')
  await expect(flows.range).toHaveText('1–100 of 1,400')
  await expect.poll(shownIds).toEqual(most_first.slice(0, 10))

  const again = await relaunch()
  await expect(new FlowsPage(again.window).range).toHaveText('1–100 of 1,400')
  await expect(headersOf(again.window)).toHaveText(order)
  await expect(headerOf(again.window, 'Flow IAT Mean')).toHaveAttribute('aria-sort', 'descending')
  expect(await widthOf(again.window, 'Flow IAT Mean')).toBe(width + 32)

  await again.window.keyboard.press('Control+k')
  await again.window.keyboard.type('columns')
  await again.window.keyboard.press('Enter')
  await dialogOf(again.window).getByRole('button', { name: 'Reset columns' }).press('Enter')
  await expect(headerOf(again.window, 'Flow IAT Mean')).toHaveCount(0)
})

test('columns are chosen, widened and hidden by mouse alone, and scrolled to where they need more room', async ({
  window,
}) => {
  const flows = new FlowsPage(window)
  await window.getByRole('button', { name: 'Columns' }).click()
  const dialog = dialogOf(window)
  for (const name of ['Flow Bytes/s', 'Fwd Packet Length Max (bytes)', 'Idle Max (µs)']) {
    await dialog.getByRole('checkbox', { name }).click()
    await expect(headersOf(window).last()).toHaveText(name)
  }
  await dialog.getByRole('button', { name: 'Close' }).click()

  // The grid scrolls sideways, its header along with it, and downwards below its header.
  const last = headersOf(window).last()
  await expect(last).not.toBeInViewport({ ratio: 1 })
  await flows.grid.hover()
  await window.mouse.wheel(5000, 0)
  await expect(last).toBeInViewport({ ratio: 1 })
  await window.mouse.wheel(0, 1000)
  await expect(last).toBeInViewport({ ratio: 1 })
  await expect(flows.rows.first().locator('[data-field="Idle Max"]')).toHaveCSS('text-align', 'right')

  const edge = last.locator('.edge')
  const box = (await edge.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const width = await widthOf(window, 'Idle Max')
  await window.mouse.move(box.x + 4, box.y + 10)
  await window.mouse.down()
  await window.mouse.move(box.x + 24, box.y + 10)
  await window.mouse.move(box.x + 44, box.y + 10)
  await expect.poll(() => widthOf(window, 'Idle Max')).toBe(width + 40)
  await window.mouse.up()
  await expect.poll(() => widthOf(window, 'Idle Max')).toBe(width + 40)
  await expect(flows.drawer).toHaveCount(0)
  await edge.dblclick()
  await expect.poll(() => widthOf(window, 'Idle Max')).toBeLessThan(width + 10)
  await expect(flows.drawer).toHaveCount(0)

  await last.click({ position: { x: 10, y: 10 } })
  await expect(last).toHaveAttribute('aria-sort', 'descending')
  await flows.grid.hover()
  await window.mouse.wheel(-5000, -5000)
  const time = headerOf(window, 'Time')
  await time.click()
  await expect(time).toHaveAttribute('aria-sort', 'descending')
  const newest = await flows.rows.first().getAttribute('data-id')
  await time.click()
  await expect(time).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(() => flows.rows.first().getAttribute('data-id')).not.toBe(newest)
  await expect(flows.drawer).toHaveCount(0)

  await window.mouse.wheel(5000, 0)
  await last.click({ button: 'right', position: { x: 10, y: 10 } })
  await window.getByRole('menuitem', { name: 'Hide' }).click()
  await expect(last).toHaveText('Fwd Packet Length Max (bytes)')
})
