import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'
import type { Workstation } from './support/workstation.ts'

test.beforeEach(async ({ api, files_dir }) => {
  await fill(api, files_dir)
})

async function closeWindow({ app, process: main }: Workstation): Promise<void> {
  const ended = new Promise((resolve) => main.once('exit', resolve))
  await app.context().tracing.stop()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await ended).toBe(0)
}

test('what was decided right before the window is closed holds', async ({ workstation, window, app, api, start }) => {
  const before = await api.alerts()
  expect(before.length).toBeGreaterThan(4)
  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await alerts.rows.first().click()
  await expect(alerts.note).toBeVisible()
  const session = await app.context().newCDPSession(window)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  for (let press = 0; press < 4; press += 1) await window.keyboard.press('a')
  await closeWindow(workstation)
  const again = await start()
  const statuses = (await again.api.alerts()).map(({ status }) => status)
  expect(statuses.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'acknowledged'))
})

test('a note that was not saved is there after a restart, and not once it was', async ({ window, relaunch }) => {
  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await alerts.rows.first().click()
  await alerts.note.fill('Half of a thought')
  const second = await relaunch()
  await goTo(second.window, 'Alerts')
  const later = new AlertsPage(second.window)
  await later.rows.first().click()
  await expect(later.note).toHaveValue('Half of a thought')
  await second.window.getByRole('button', { name: 'Add note' }).click()
  await expect(later.note).toHaveValue('')
  const third = await relaunch()
  await goTo(third.window, 'Alerts')
  const last = new AlertsPage(third.window)
  await last.rows.first().click()
  await expect(last.note).toHaveValue('')
})
