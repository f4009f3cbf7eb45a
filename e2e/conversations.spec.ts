import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { writeConnLog } from './support/conn-log.ts'
import { dropFiles } from './support/drag.ts'

const PORTS = 60

test('a dropped conn.log is counted as conversations only, and its scan is an alert', async ({ window, files_dir }) => {
  await dropFiles(window, [await writeConnLog(join(files_dir, 'conn.log'), PORTS)])
  const captures = new CapturesPage(window)
  await expect(captures.import('conn.log')).toContainText(
    '61 rows read = 0 classified + 60 conversations only + 1 rejected',
  )
  const row = captures.capture('conn.log')
  await expect(row).toContainText('= 0 + 60 conversations + 1 rejected')
  await expect(row).toContainText('no model can judge it')
  await expect(row.getByRole('link', { name: 'Flows of conn.log' })).toHaveCount(0)

  await test.step('its details say what no model can judge, and what behaviour could be judged', async () => {
    await captures.chooseAction('conn.log', 'Details…')
    const details = window.getByRole('dialog', { name: 'Details of conn.log' })
    await expect(details).toContainText('The model cannot judge: Zeek conn.log lacks')
    await expect(details).toContainText('Every kind of behaviour was judged.')
    await details.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('the overview adds up, and calls nothing benign', async () => {
    await captures.import('conn.log').getByRole('link', { name: 'Overview' }).click()
    const overview = new OverviewPage(window)
    await expect.poll(() => overview.figure('Rows read')).toBe(PORTS + 1)
    expect(await overview.figure('Conversations only')).toBe(PORTS)
    expect(await overview.figure('Classified')).toBe(0)
    await expect(window.getByText('No model can judge conversations').first()).toBeVisible()
    await expect(window.getByText('No threats found')).toHaveCount(0)
  })

  await test.step('the alert says that its flows are counted and not stored', async () => {
    await goTo(window, 'Alerts')
    const alerts = new AlertsPage(window)
    await alerts.rows.first().click()
    await expect(alerts.details).toContainText('10.0.0.5 tried 60 ports of 10.0.0.9')
    await expect(alerts.details).toContainText('conversations only, which are counted and not stored')
  })
})
