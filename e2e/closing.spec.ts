import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'
import type { Workstation } from './support/workstation.ts'

const pressClose = ({ app }: Workstation) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

async function closeWindow(workstation: Workstation): Promise<void> {
  const ended = new Promise((resolve) => workstation.process.once('exit', resolve))
  await workstation.app.context().tracing.stop()
  await pressClose(workstation)
  expect(await ended).toBe(0)
}

test.describe('closing during an import', () => {
  test.beforeEach(async ({ window, api, long_capture }) => {
    await new CapturesPage(window).file_input.setInputFiles(long_capture)
    await expect.poll(async () => (await api.jobs())[0]?.rows_read ?? 0).toBeGreaterThan(0)
  })

  test('asks, and the import goes on when the window is kept open', async ({ workstation, window, api }) => {
    await pressClose(workstation)
    const question = window.getByRole('alertdialog', { name: 'Close AnomalyX?' })
    await expect(question).toContainText('The import of long.csv is under way and ends when AnomalyX closes.')
    await expect(question.getByRole('button', { name: 'Keep open' })).toBeFocused()
    await window.keyboard.press('Enter')
    await expect(question).toBeHidden()
    await expect.poll(async () => (await api.jobs())[0]?.status, { timeout: 60_000 }).toBe('done')
    // Nothing is left to ask for.
    await closeWindow(workstation)
  })

  test('ends at once when told to, and the next start names the import', async ({ workstation, window, start }) => {
    const ended = new Promise((resolve) => workstation.process.once('exit', resolve))
    await workstation.app.context().tracing.stop()
    await pressClose(workstation)
    await window.getByRole('button', { name: 'Close now' }).click()
    expect(await ended).toBe(0)
    const again = await start()
    await expect(again.window.getByRole('complementary', { name: 'Notices' })).toContainText(
      'The import of long.csv was interrupted when AnomalyX stopped. Nothing was kept',
    )
  })

  test('ends within five seconds when nobody answers', async ({ workstation }) => {
    const begun_ms = Date.now()
    await closeWindow(workstation)
    expect(Date.now() - begun_ms).toBeLessThan(5000)
  })
})

test('what was decided right before the window is closed holds', async ({
  workstation,
  window,
  app,
  api,
  files_dir,
  start,
}) => {
  await fill(api, files_dir)
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

test('a note that was not saved is there after a restart, and not once it was', async ({
  api,
  files_dir,
  window,
  relaunch,
}) => {
  await fill(api, files_dir)
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
