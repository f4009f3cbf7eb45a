import type { ElectronApplication, Page } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { SettingsPage } from './pages/settings-page.ts'
import { fill } from './support/fill.ts'

test.beforeEach(async ({ api, files_dir }) => {
  await fill(api, files_dir)
})

/** Makes the window as slow as on a machine that is busy with other work. */
async function slowDown(app: ElectronApplication, window: Page): Promise<void> {
  const session = await app.context().newCDPSession(window)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
}

async function press(window: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await window.keyboard.press(key)
}

test('a decision is carried out for each press of its key', async ({ app, window, api }) => {
  const statuses = () => api.alerts().then((all) => all.map(({ status }) => status))
  const before = await statuses()
  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await alerts.rows.first().click()
  await slowDown(app, window)
  await press(window, ['a', 'a', 'j', 'c', 'a'])
  const expected = ['acknowledged', 'acknowledged', 'open', 'closed', 'acknowledged', ...before.slice(5)]
  await expect.poll(statuses).toEqual(expected.slice(0, before.length))
})

test('a note is written on the alert that was just chosen', async ({ app, window }) => {
  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await slowDown(app, window)
  for (let round = 0; round < 4; round += 1) {
    await press(window, ['j', 'n'])
    await window.keyboard.type('kept', { delay: 5 })
    await expect(alerts.note).toHaveValue('kept')
    await expect(alerts.note).toBeFocused()
    await expect(alerts.rows.nth(round)).toHaveAttribute('aria-selected', 'true')
    await alerts.details.focus()
  }
})

test('keys pressed on the way to a place are meant for that place', async ({ app, window }) => {
  await slowDown(app, window)
  await press(window, ['g', 'a', 'g', 'f', '/'])
  await window.keyboard.type('DDo')
  const query = window.getByRole('combobox', { name: 'Query' })
  await expect(query).toHaveValue('DDo')
  await query.press('Enter')
  await expect(window.getByRole('row', { name: /DDoS/ }).first()).toBeVisible()
  // How many there are in all is known once the search is over, which may be behind this page.
  await expect(window.getByText(/^1–\d/)).toBeVisible()
})

test('pages are turned as often as the key was pressed', async ({ app, window }) => {
  const flows = new FlowsPage(window)
  await slowDown(app, window)
  await press(window, ['g', 'f', ...Array.from({ length: 10 }, () => ']'), '['])
  await expect(flows.range).toHaveText('901–1,000 of 1,400')
  for (let click = 0; click < 3; click += 1) await window.getByRole('button', { name: 'Go to next page' }).click()
  await expect(flows.range).toHaveText('1,201–1,300 of 1,400')
})

test('a switch is where it was put as soon as it is clicked', async ({ app, window, api }) => {
  await goTo(window, 'Settings')
  const settings = new SettingsPage(window)
  await expect(settings.ask_for_token).toBeChecked()
  await slowDown(app, window)
  await settings.ask_for_token.setChecked(false)
  await settings.ask_for_token.setChecked(true)
  await settings.ask_for_token.setChecked(false)
  await expect.poll(() => api.read('/settings')).toMatchObject({ http_token_required: false })
  await expect(settings.ask_for_token).not.toBeChecked()
})
