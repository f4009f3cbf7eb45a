import { dirname, join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

test('limits of behaviour are changed, tried on a capture and saved, and a draft outlives a restart', async ({
  window,
  api,
  files_dir,
  relaunch,
}, info) => {
  await fill(api, files_dir)
  await goTo(window, 'Settings')
  await window.getByRole('link', { name: 'Behaviour settings' }).click()
  await expect(window.getByRole('heading', { name: 'Behaviour across flows' })).toBeVisible()
  const group = window.getByRole('group', { name: 'Port scan' })
  const ports = group.getByRole('spinbutton', { name: 'Ports in 5 minutes' })
  await ports.fill('1')
  await expect(group.getByText('at least 2')).toBeVisible()
  await expect(window.getByRole('button', { name: 'Save' })).toBeDisabled()
  await ports.fill('60')
  await window.getByRole('textbox', { name: 'Your own scanners' }).fill('10.0.0.300')
  await expect(window.getByText('Entry 1: is not an address')).toBeVisible()
  await window.getByRole('textbox', { name: 'Your own scanners' }).fill('10.0.0.30')

  const again = await relaunch()
  const page = again.window
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Behaviour settings' }).click()
  const kept = page.getByRole('group', { name: 'Port scan' }).getByRole('spinbutton', { name: 'Ports in 5 minutes' })
  await expect(kept).toHaveValue('60')

  await page.getByRole('combobox', { name: 'Capture' }).click()
  await page.getByRole('option', { name: 'day.csv' }).click()
  await page.getByRole('button', { name: 'Measure' }).click()
  const table = page.getByRole('table', { name: 'Alerts by behaviour' })
  await expect(table.getByRole('columnheader', { name: 'With the changes' })).toBeVisible()
  await expect(table.getByRole('row').last()).toContainText('All')
  for (const theme of ['light', 'dark'] as const) {
    await wear(page, again.api, theme)
    await expectAccessible(page, `behaviour settings, ${theme}`)
    const path = join(dirname(info.outputDir), 'screens', `behaviour-${theme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
  }

  await page.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(() => again.api.read('/settings'))
    .toMatchObject({ behaviour: { vertical_scan: { ports_in_5_min: 60 }, roles: { scanners: ['10.0.0.30'] } } })
  await expect(page.getByText('All changes are saved.')).toBeVisible()
  await page.getByRole('button', { name: 'Reset to defaults' }).click()
  await expect
    .poll(() => again.api.read('/settings'))
    .toMatchObject({ behaviour: { vertical_scan: { ports_in_5_min: 15 }, roles: { scanners: [] } } })
})
