import type { Settings } from '../contract/settings.ts'
import { expect, test } from './fixtures.ts'
import { goTo } from './pages/places.ts'

test('a query is kept in the settings, with those that the window kept before', async ({ window, api, relaunch }) => {
  const saved = () => api.read<Settings>('/settings').then(({ saved_queries }) => saved_queries)
  await goTo(window, 'Flows')
  const field = window.getByRole('combobox', { name: 'Query' })
  await field.fill('dport:80')
  await field.press('Enter')
  const save = window.getByRole('button', { name: 'Save this query' })
  await save.focus()
  await window.keyboard.press('Enter')
  await expect(save).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(saved).toEqual({ flows: ['dport:80'], alerts: [] })

  await window.evaluate(() => {
    localStorage.setItem('anomalyx.queries.flows', JSON.stringify({ recent: ['dport:80'], saved: ['proto:udp'] }))
    localStorage.setItem('anomalyx.queries.alerts', JSON.stringify({ recent: [], saved: ['flows>100'] }))
  })
  const again = await relaunch()
  const moved = { flows: ['dport:80', 'proto:udp'], alerts: ['flows>100'] }
  await expect
    .poll(() => again.api.read<Settings>('/settings').then((settings) => settings.saved_queries))
    .toEqual(moved)
  await expect
    .poll(() => again.window.evaluate(() => localStorage.getItem('anomalyx.queries.alerts')))
    .toBe(JSON.stringify({ recent: [], saved: [] }))

  await goTo(again.window, 'Alerts')
  await goTo(again.window, 'Flows')
  await again.window.getByRole('combobox', { name: 'Query' }).fill('')
  await again.window.keyboard.press('ArrowDown')
  await expect(again.window.getByRole('option', { name: /^proto:udp/ })).toContainText('saved')
})
