import type { ElectronApplication } from '@playwright/test'

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

const copied = (app: ElectronApplication) => app.evaluate(({ clipboard }) => clipboard.readText())
const idsIn = (csv: string) =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0])

test('a cell, a row and chosen rows are copied by keyboard alone', async ({ window, app, api }) => {
  const flows = new FlowsPage(window)
  const [first, second, third] = await api.flows()
  const cell = flows.rows.first().locator('[data-field="source_ip"]')
  await cell.focus()
  await window.keyboard.press('Control+c')
  await expect.poll(() => copied(app)).toBe(`${first?.source_ip ?? ''}:${first?.source_port ?? ''}`)
  await window.keyboard.press('Control+Shift+C')
  await expect.poll(async () => idsIn(await copied(app))).toEqual([first?.id])

  await window.keyboard.press('Shift+ArrowDown')
  await window.keyboard.press('Shift+ArrowDown')
  await expect(window.getByText('3 rows chosen')).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await wear(window, api, theme)
    await expectAccessible(window, `chosen rows, ${theme}`)
  }
  await window.keyboard.press('Control+c')
  await expect.poll(async () => idsIn(await copied(app))).toEqual([first?.id, second?.id, third?.id])
  const [head = '', line = ''] = (await copied(app)).split('\n')
  expect(head).toMatch(/^id,timestamp,threat_type,confidence,source_ip,source_port,/)
  expect(line).toContain(`,${first?.source_ip ?? ''},${first?.source_port ?? ''},`)

  await window.keyboard.press('Control+a')
  await expect(window.getByText('100 rows chosen')).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(window.getByText('rows chosen')).toHaveCount(0)
  await expect(flows.drawer).toHaveCount(0)
})

test('a cell, a row and chosen rows are copied by mouse alone', async ({ window, app, api }) => {
  const flows = new FlowsPage(window)
  const [first, second, third, fourth] = await api.flows()
  const cellOf = (row: number) => flows.rows.nth(row).locator('[data-field="timestamp"]')
  await cellOf(1).click({ button: 'right' })
  await window.getByRole('menuitem', { name: 'Copy row as CSV' }).click()
  await expect.poll(async () => idsIn(await copied(app))).toEqual([second?.id])

  await cellOf(0).click({ modifiers: ['Control'] })
  await cellOf(3).click({ modifiers: ['Shift'] })
  await cellOf(2).click({ modifiers: ['Control'] })
  await expect(flows.grid.getByRole('row', { selected: true })).toHaveCount(3)
  await expect(flows.drawer).toHaveCount(0)
  await window.getByRole('button', { name: 'Copy as CSV' }).click()
  await expect.poll(async () => idsIn(await copied(app))).toEqual([first?.id, second?.id, fourth?.id])
  await cellOf(2).click({ button: 'right' })
  await window.getByRole('menuitem', { name: 'Copy cell' }).click()
  await expect.poll(() => copied(app)).not.toContain('\n')
  await window.getByRole('button', { name: 'Clear' }).click()
  await expect(flows.grid.getByRole('row', { selected: true })).toHaveCount(0)

  await cellOf(2).click()
  await expect(flows.drawer).toContainText(`Flow ${third?.id ?? ''}`)
})
