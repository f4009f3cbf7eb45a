import { join } from 'node:path'

import type { Alert } from '../contract/alerts.ts'
import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { sum } from './support/numbers.ts'
import { noteProgress } from './support/progress.ts'

const FLOWS = 4000
const REPEAT = 15
const REJECTED = 2 * REPEAT

test('a capture dropped on the window becomes a chart, alerts and a history that outlive a restart', async ({
  window,
  api,
  files_dir,
  relaunch,
  start,
}) => {
  const overview = new OverviewPage(window)
  const captures = new CapturesPage(window)
  const capture_path = await writeCapture(join(files_dir, 'monday.csv'), {
    flows: FLOWS,
    repeat: REPEAT,
    extra_lines: { 100: 'half,a,line', 2500: 'another,one' },
  })

  await test.step('an empty start invites to drop a capture', async () => {
    await expect(overview.first_capture).toContainText('Drop a capture')
    await expect(overview.first_capture.getByRole('button', { name: 'Try the sample capture' })).toBeVisible()
  })

  const progress = await noteProgress(window)
  await test.step('a dropped file is imported, and its progress is seen', async () => {
    await dropFiles(window, [capture_path])
    await expect(window.getByRole('heading', { level: 1, name: 'Captures' })).toBeVisible()
    await expect(captures.import('monday.csv')).toContainText('Imported', { timeout: 60_000 })
    expect((await progress()).some((percent) => percent > 0 && percent < 100)).toBe(true)
  })

  await test.step('the history holds it with its counts', async () => {
    await expect(captures.capture('monday.csv')).toContainText('60,030= 60,000 + 30 rejected')
  })

  await test.step('the figures on the screen add up', async () => {
    await captures.import('monday.csv').getByRole('link', { name: 'Overview' }).click()
    await expect(overview.bars.first()).toBeVisible()
    await expect.poll(() => overview.figure('Rows read')).toBe(FLOWS * REPEAT + REJECTED)
    const rows_read = await overview.figure('Rows read')
    const classified = await overview.figure('Classified')
    const mix = await overview.flowsByThreatType()
    const { Benign: benign = 0, Unknown: unknown = 0, ...threats } = mix
    expect(await overview.figure('Rejected')).toBe(REJECTED)
    expect(rows_read).toBe(classified + REJECTED)
    expect(sum(Object.values(mix))).toBe(classified)
    expect(await overview.figure('Threats')).toBe(classified - benign - unknown)
    expect(await overview.figure('Unknown')).toBe(unknown)
    expect(Object.keys(threats).sort()).toEqual(['DDoS', 'PortScan', 'SSH-Patator'])
    expect(await overview.flowsOverTime()).toEqual(unknown === 0 ? threats : { ...threats, Unknown: unknown })
  })

  const alerts_before = await api.alerts()
  const chosen = await test.step('an alert is acknowledged', async () => {
    await expect(overview.top_alerts.getByRole('row')).toHaveCount(1 + 5)
    await overview.top_alerts.getByRole('link', { name: 'DDoS' }).first().click()
    const alerts = new AlertsPage(window)
    await alerts.action('Acknowledge').click()
    await expect(alerts.message).toContainText('Acknowledged: DDoS')
    const [acknowledged, ...others] = await api.alerts('&status=acknowledged')
    expect(others).toEqual([])
    return acknowledged
  })
  expect(chosen?.threat_type).toBe('DDoS')

  await test.step('after a restart the capture and the decision are there', async () => {
    const again = await relaunch()
    await goTo(again.window, 'Captures')
    await expect(new CapturesPage(again.window).capture('monday.csv')).toContainText('60,030')
    await goTo(again.window, 'Alerts')
    const alerts = new AlertsPage(again.window)
    await alerts.tab('Acknowledged').click()
    await expect(alerts.rows).toHaveCount(1)
    await alerts.rows.click()
    await expect(alerts.history.getByRole('listitem').first()).toContainText('Acknowledged in the window')
    expect((await again.api.alerts()).map(withoutDecision)).toEqual(alerts_before.map(withoutDecision))
  })

  await test.step('the same file sent by a script to a fresh AnomalyX gives the same counts and alerts', async () => {
    const other = await start('other-data')
    const other_overview = new OverviewPage(other.window)
    const uploaded = await other.api.upload(capture_path)
    expect(uploaded).toMatchObject({ name: 'monday.csv', rows_read: 60_030, classified: 60_000, rejected: REJECTED })
    const mine = await other.api.overview()
    const flows = Object.fromEntries(mine.by_threat_type.map(({ threat_type, flows: count }) => [threat_type, count]))
    await goTo(other.window, 'Overview')
    await expect(other_overview.totals).toBeVisible()
    // The window asks for its charts again within a second of the last change.
    await expect.poll(() => other_overview.flowsByThreatType()).toEqual(flows)
    expect((await other.api.alerts()).map(withoutDecision)).toEqual(alerts_before.map(withoutDecision))
  })
})

/** What an alert says about the flows, whoever decided what on it. */
function withoutDecision(alert: Alert) {
  return { ...alert, id: undefined, status: undefined, version: undefined, updated_at: undefined }
}
