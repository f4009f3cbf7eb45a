import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

test('commands, captures and queries are found by keyboard alone', async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  const command = window.getByRole('combobox', { name: 'Command' })
  await window.keyboard.press('Control+k')
  await window.keyboard.type('mod')
  await expect(command).toHaveValue('mod')
  await expect(window.getByRole('option', { selected: true })).toContainText('Go to Models')
  for (const theme of ['light', 'dark'] as const) {
    await wear(window, api, theme)
    await expectAccessible(window, `command palette, ${theme}`)
  }
  await window.keyboard.press('Enter')
  await expect(window.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible()

  await window.keyboard.press('Control+k')
  await window.keyboard.type('night')
  await expect(window.getByRole('option')).toHaveCount(2)
  await window.keyboard.press('ArrowDown')
  await expect(window.getByRole('option', { selected: true })).toContainText('Alerts of night.csv.gz')
  await window.keyboard.press('ArrowUp')
  await window.keyboard.press('Enter')
  await expect(new FlowsPage(window).range).toHaveText('1–100 of 400')

  await window.keyboard.press('Control+k')
  await window.keyboard.type('type:DDoS')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('combobox', { name: 'Query' })).toHaveValue('type:DDoS')

  await window.keyboard.press('Control+k')
  await window.keyboard.type('no such thing')
  await expect(window.getByRole('status').filter({ hasText: 'Nothing is called that' })).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(command).toHaveCount(0)
})
