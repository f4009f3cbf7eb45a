import type { Locator, Page } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo, PLACES } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`no page has a barrier that axe finds, empty or filled, in ${theme}`, async ({ window, api, files_dir }) => {
    const examine = async (state: string) => {
      await wear(window, api, theme)
      for (const place of PLACES) {
        await goTo(window, place)
        await expect(window.locator('[aria-busy="true"]')).toHaveCount(0)
        await expectAccessible(window, `${place}, ${state}, ${theme}`)
      }
    }
    await examine('empty')
    await fill(api, files_dir)
    await examine('filled')
  })
}

test('neither have details, dialogs, refusals and the sheet of shortcuts', async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await wear(window, api, 'dark')

  await goTo(window, 'Alerts')
  await new AlertsPage(window).rows.first().click()
  await expect(new AlertsPage(window).note).toBeVisible()
  await expectAccessible(window, 'an alert')

  await goTo(window, 'Flows')
  await new FlowsPage(window).rows.first().getByRole('gridcell').first().click()
  await expect(new FlowsPage(window).drawer).toBeVisible()
  await expectAccessible(window, 'a flow')

  await goTo(window, 'Captures')
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(`${files_dir}/day.csv`)
  await expect(captures.import('day.csv').filter({ hasText: 'Already imported' })).toBeVisible()
  await expectAccessible(window, 'a refused import')
  await captures.capture('day.csv').getByRole('button', { name: '2 rejected' }).click()
  await expect(captures.rejected_rows.getByRole('table')).toBeVisible()
  await expectAccessible(window, 'rejected rows')
  await window.keyboard.press('Escape')
  await expect(captures.rejected_rows).toHaveCount(0)

  await window.keyboard.press('?')
  await expect(window.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(window, 'shortcuts')
})

test('the skip link comes first and leads past the places', async ({ window }) => {
  await window.keyboard.press('Tab')
  await expect(window.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(window.getByRole('main')).toBeFocused()
  await window.keyboard.press('Tab')
  await expect(window.getByRole('button', { name: 'Choose files…' })).toBeFocused()
  await window.keyboard.press('Tab')
  await expect(window.getByRole('button', { name: 'Try the sample capture' })).toBeFocused()
})

test('every place and its main actions are reached with the Tab key', async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  const captures = new CapturesPage(window)
  const alerts = new AlertsPage(window)
  const links = window.getByRole('navigation', { name: 'Navigation' }).getByRole('link')
  for (const link of await links.all()) await tabTo(window, link)

  await goTo(window, 'Captures')
  for (const action of [
    window.getByRole('button', { name: 'Choose files…' }),
    captures.capture('day.csv').getByRole('button', { name: '2 rejected' }),
    captures.capture('day.csv').getByRole('button', { name: 'More actions for day.csv' }),
  ]) {
    await tabTo(window, action)
  }
  await window.keyboard.press('Enter')
  await expect(window.getByRole('menuitem', { name: 'Alerts' })).toBeFocused()
  await window.keyboard.press('Enter')

  await expect(window.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible()
  await tabTo(window, alerts.rows.first())
  await window.keyboard.press('Enter')
  for (const action of [alerts.note, alerts.action('Acknowledge'), alerts.action('Close')]) await tabTo(window, action)

  await goTo(window, 'Flows')
  await tabTo(window, new FlowsPage(window).rows.first().getByRole('gridcell').first())
})

test('two keys in a row go to any place, and Tab at once to what is first there', async ({ window }) => {
  for (const [keys, place] of [
    ['gf', 'Flows'],
    ['ga', 'Alerts'],
    ['gc', 'Captures'],
    ['gs', 'Settings'],
    ['go', 'Overview'],
  ] as const) {
    for (const key of keys) await window.keyboard.press(key)
    await window.keyboard.press('Tab')
    await expect(window.getByRole('heading', { level: 1, name: place })).toBeVisible()
    await expect(window.getByRole('main').locator(':focus')).toHaveCount(1)
    // What is first there may be a field, which takes letters.
    await window.getByRole('link', { name: 'Skip to content' }).focus()
  }
})

/** Presses Tab until the element has the focus, as often as a page may reasonably ask for. */
async function tabTo(window: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await window.keyboard.press('Tab')
  }
  await expect(target).toBeFocused({ timeout: 1 })
}
