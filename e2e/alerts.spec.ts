import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'

test.beforeEach(async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  await goTo(window, 'Alerts')
})

test('the queue begins with the most severe alert and is narrowed by severity, threat type and capture', async ({
  window,
  api,
}) => {
  const alerts = new AlertsPage(window)
  const all = await api.alerts()
  await expect(alerts.rows).toHaveCount(all.length)
  await expect(alerts.rows.first()).toContainText('High')
  await expect(alerts.tab('Open')).toContainText(String(all.length))

  await alerts.narrow('Severity', /^High$/)
  await expect(alerts.rows).toHaveCount(all.filter(({ severity }) => severity === 'high').length)
  await alerts.narrow('Capture', /^night\.csv\.gz$/)
  // What was noticed across its flows is more severe than what the model says of each.
  await expect(alerts.rows.filter({ hasText: 'SSH-Patator' })).toHaveCount(1)
  await alerts.narrow('Severity', /^Medium$/)
  await expect(alerts.rows).toHaveCount(1)
  await expect(alerts.rows).toContainText('PortScan')
  await alerts.narrow('Threat type', /^DDoS/)
  await expect(window.getByText('No alert matches')).toBeVisible()
})

test('alerts are worked through with the keyboard alone', async ({ window, api }) => {
  const alerts = new AlertsPage(window)
  const [, second, third] = await api.alerts()
  const statusOf = (id = 0) => api.read<{ status: string }>(`/alerts/${id}`).then(({ status }) => status)

  for (const key of 'jjjk') await window.keyboard.press(key)
  await expect(alerts.rows.nth(1)).toHaveAttribute('aria-selected', 'true')

  await window.keyboard.press('a')
  await expect.poll(() => statusOf(second?.id)).toBe('acknowledged')
  await expect(alerts.tab('Acknowledged')).toContainText('1')
  await expect(alerts.chosen).toHaveCount(1)

  await window.keyboard.press('c')
  await expect.poll(() => statusOf(third?.id)).toBe('closed')
  await alerts.tab('Closed').click()
  await alerts.rows.first().click()
  await window.keyboard.press('o')
  await expect.poll(() => statusOf(third?.id)).toBe('open')
})

test('Enter moves from the list to the details, and arrows walk the list', async ({ window }) => {
  const alerts = new AlertsPage(window)
  await alerts.rows.first().focus()
  await window.keyboard.press('Enter')
  await expect(alerts.chosen).toHaveCount(1)
  await window.keyboard.press('ArrowDown')
  await expect(alerts.rows.nth(1)).toBeFocused()
  await expect(alerts.rows.nth(1)).toHaveAttribute('aria-selected', 'true')
  await window.keyboard.press('Enter')
  await expect(alerts.details).toBeFocused()
  await window.keyboard.press('Tab')
  await expect(alerts.note).toBeFocused()
})

test('a note and a decision stand in the history, and a decision can be undone', async ({ window, api }) => {
  const alerts = new AlertsPage(window)
  await alerts.tab('All').click()
  await alerts.rows.first().click()

  await window.keyboard.press('n')
  await expect(alerts.note).toBeFocused()
  await window.keyboard.type('a load test by the web team\nc')
  await alerts.action('Add note').click()
  await expect(alerts.history.getByRole('listitem').first()).toContainText('a load test by the web team')

  await alerts.note.fill('agreed with them')
  await alerts.action('Close').click()
  await expect(alerts.history.getByRole('listitem').first()).toContainText('Closed in the window')
  await expect(alerts.history.getByRole('listitem').first()).toContainText('agreed with them')

  await alerts.message.getByRole('button', { name: 'Undo' }).click()
  await expect(alerts.history.getByRole('listitem').first()).toContainText('Reopened in the window')
  await expect(alerts.history.getByRole('listitem')).toHaveCount(4)
  expect((await api.alerts()).every(({ status }) => status === 'open')).toBe(true)
})

test('a decision made by a script shows in the window unasked', async ({ window, api }) => {
  const alerts = new AlertsPage(window)
  const [first] = await api.alerts()
  await alerts.rows.first().click()
  await api.read(`/alerts/${first?.id ?? 0}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ note: 'seen by the script' }),
  })
  await expect(alerts.history.getByRole('listitem').first()).toContainText('Note by api-token over the local port')
})

test('an alert leads to exactly its flows', async ({ window, api }) => {
  const alerts = new AlertsPage(window)
  const [first] = await api.alerts()
  await alerts.rows.first().click()
  await expect(alerts.details.getByRole('link', { name: `Show ${first?.flow_count ?? 0} flows` })).toBeVisible()
  await window.keyboard.press('f')
  const flows = new FlowsPage(window)
  await expect(flows.filters).toContainText('Alert: DDoS')
  await expect(flows.range).toContainText(`of ${first?.flow_count ?? 0}`)
})
