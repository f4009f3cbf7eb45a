import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { SettingsPage } from './pages/settings-page.ts'
import { writeCapture } from './support/captures.ts'

test.use({ launch_options: { environment: { TZ: 'America/New_York' } } })

test('theme, time zone and threshold act at once and outlive a restart', async ({ window, relaunch }) => {
  await goTo(window, 'Settings')
  const settings = new SettingsPage(window)
  await settings.choice('Theme', 'Dark').click()
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark')
  await settings.choice('Time zone', /^This machine/).click()
  await expect(window.getByRole('contentinfo', { name: 'Status' })).toContainText(/UTC−0[45]:00/)
  await settings.threshold.fill('0.85')
  await settings.threshold.press('Enter')

  const again = await relaunch()
  await expect(again.window.locator('html')).toHaveAttribute('data-theme', 'dark')
  await goTo(again.window, 'Settings')
  const kept = new SettingsPage(again.window)
  await expect(kept.choice('Theme', 'Dark')).toHaveAttribute('aria-pressed', 'true')
  await expect(kept.choice('Time zone', /^This machine/)).toHaveAttribute('aria-pressed', 'true')
  await expect(kept.threshold).toHaveValue('0.85')
})

test('a threshold that is no share is refused where it is typed', async ({ window, api }) => {
  await goTo(window, 'Settings')
  const { threshold } = new SettingsPage(window)
  await threshold.fill('1.5')
  await expect(window.getByText('Not saved: give a number from 0 to 1. In force: 0.5.')).toBeVisible()
  await threshold.press('Enter')
  await expect(threshold).toHaveValue('1.5')
  await threshold.press('Escape')
  await expect(threshold).toHaveValue('0.5')
  expect(await api.read('/settings')).toMatchObject({ confidence_threshold: 0.5 })
})

test('with the threshold at 1 the threats of the model are listed and raise no alert', async ({
  window,
  api,
  files_dir,
}) => {
  await goTo(window, 'Settings')
  const { threshold } = new SettingsPage(window)
  await threshold.fill('1')
  await threshold.press('Enter')
  await expect.poll(() => api.read('/settings')).toMatchObject({ confidence_threshold: 1 })
  const capture = await api.upload(await writeCapture(join(files_dir, 'quiet.csv'), { flows: 200 }))
  expect(capture.threats).toBe(100)
  // What detectors notice across flows has no confidence.
  expect((await api.alerts()).filter(({ detector }) => detector === 'model')).toEqual([])
})

test('times are shown in the zone that was chosen', async ({ window, api, files_dir }) => {
  await api.upload(await writeCapture(join(files_dir, 'may.csv'), { flows: 20 }))
  const flows = new FlowsPage(window)
  await goTo(window, 'Flows')
  await expect(flows.rows.first()).toContainText('09:00:28')
  await goTo(window, 'Settings')
  await new SettingsPage(window).choice('Time zone', /^This machine/).click()
  await goTo(window, 'Flows')
  await expect(flows.rows.first()).toContainText('05:00:28')
})

test('the token is asked for until a person says that it is not needed', async ({ window, api }) => {
  expect((await fetch(`${api.address}/captures`)).status).toBe(401)
  await goTo(window, 'Settings')
  await new SettingsPage(window).ask_for_token.click()
  await expect.poll(() => fetch(`${api.address}/captures`).then(({ status }) => status)).toBe(200)
})
