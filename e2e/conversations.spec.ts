import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { writeConnLog } from './support/conn-log.ts'
import { expectAccessible } from './support/axe.ts'
import { dropFiles } from './support/drag.ts'
import { picture } from './support/picture.ts'
import { wear } from './support/settings.ts'

const PORTS = 60

test('a dropped conn.log is counted as conversations only, and its scan is an alert', async ({ window, files_dir }) => {
  await dropFiles(window, [await writeConnLog(join(files_dir, 'conn.log'), PORTS)])
  const captures = new CapturesPage(window)
  await expect(captures.import('conn.log')).toContainText(
    '61 rows read = 0 classified + 60 conversations only + 1 rejected',
  )
  await expect(window.getByText('60 conversations, which no model can judge, 1 row rejected').first()).toBeVisible()
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

  await test.step('the alert lists its conversations as they stand in the file', async () => {
    await goTo(window, 'Alerts')
    const alerts = new AlertsPage(window)
    await alerts.rows.first().click()
    await expect(alerts.details).toContainText('10.0.0.5 tried 60 ports of 10.0.0.9')
    const listed = alerts.conversations.locator('tbody')
    await expect(alerts.conversations).toContainText('First 10 of 60 conversations')
    await expect(listed).toHaveCount(10)
    await expect(listed.first()).toContainText('10.0.0.5:50000')
    await expect(listed.first()).toContainText('10.0.0.9:1000')
    await expect(listed.first()).toContainText('TCP · 1 → 1 ← packets · 0 → 0 ← bytes · no answer · REJ · line 5')
    await alerts.details.getByRole('button', { name: 'Show more' }).click()
    await expect(listed).toHaveCount(PORTS)
    await expect(alerts.conversations).toContainText('Its conversations, as they stand in the file')
    await expect(listed.last()).toContainText('10.0.0.9:1059')
    await listed.first().getByRole('link', { name: '10.0.0.9' }).click()
    await expect(window.getByRole('heading', { name: '10.0.0.9', exact: true })).toBeVisible()
  })
})

for (const theme of ['light', 'dark'] as const) {
  test(`conversations of an alert come back with their file, in ${theme}`, async ({
    window,
    api,
    files_dir,
    data_dir,
  }, info) => {
    await wear(window, api, theme)
    const path = await writeConnLog(join(files_dir, 'conn.log'), PORTS)
    await dropFiles(window, [path])
    await expect(new CapturesPage(window).import('conn.log')).toContainText('Imported')
    const away = join(data_dir, 'away.log')
    await rename(path, away)
    await goTo(window, 'Alerts')
    const alerts = new AlertsPage(window)
    await alerts.rows.first().click()
    await expect(alerts.details).toContainText(
      `${path} is gone, and was not found beside the files of other captures. Put it back to read its conversations.`,
    )
    await expectAccessible(window, `conversations of a file that is gone, ${theme}`)
    await picture(window, info, `conversations-gone-${theme}`)

    await rename(away, path)
    await alerts.details.getByRole('button', { name: 'Look again' }).click()
    await expect(alerts.conversations.locator('tbody')).toHaveCount(10)
    await alerts.conversations.scrollIntoViewIfNeeded()
    await expectAccessible(window, `conversations of an alert, ${theme}`)
    await picture(window, info, `conversations-${theme}`)

    await writeFile(path, 'another file')
    await alerts.details.getByRole('button', { name: 'Show more' }).click()
    await expect(alerts.details).toContainText('has changed since it was imported')
    await expect(alerts.conversations.locator('tbody')).toHaveCount(10)
  })
}
