import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { fill } from './support/fill.ts'

test('every figure of the overview leads to what it counts', async ({ window, api, files_dir }) => {
  await fill(api, files_dir)
  const overview = new OverviewPage(window)
  const flows = new FlowsPage(window)
  const alerts = new AlertsPage(window)
  await expect(overview.bars.first()).toBeVisible()

  await test.step('a threat type of the mix leads to its flows', async () => {
    await overview.mix.getByRole('link', { name: /^PortScan/ }).click()
    await expect(flows.filters).toContainText('Threat type: PortScan')
    await expect(flows.range).toContainText('of 280')
  })

  await test.step('a bar of the chart leads to the flows of its threat type and time', async () => {
    await goTo(window, 'Overview')
    await overview.bars.first().click()
    await expect(flows.filters).toContainText('Threat type: ')
    await expect(flows.filters).toContainText('Time: ')
    await window.evaluate(() => history.back())
    await expect(overview.totals).toContainText('Rows read')
  })

  await test.step('a severity leads to its open alerts', async () => {
    await goTo(window, 'Overview')
    await overview.totals.getByRole('link', { name: /open medium alerts$/ }).click()
    const medium = (await api.alerts()).filter(({ severity }) => severity === 'medium')
    await expect(alerts.rows).toHaveCount(medium.length)
  })

  await test.step('an alert leads to its details, and going back leads here again', async () => {
    await goTo(window, 'Overview')
    await overview.top_alerts.getByRole('link', { name: 'SSH-Patator' }).first().click()
    await expect(alerts.details.getByRole('heading', { name: 'SSH-Patator', exact: true })).toBeVisible()
    await window.evaluate(() => history.back())
    await expect(overview.totals).toBeVisible()
  })

  await test.step('the figures of one capture are those of that capture', async () => {
    await window.getByRole('combobox', { name: 'Capture' }).click()
    await window.getByRole('option', { name: 'day.csv' }).click()
    await expect.poll(() => overview.figure('Rows read')).toBe(1002)
    expect(await overview.figure('Classified')).toBe(1000)
    expect(await overview.figure('Rejected')).toBe(2)
  })
})

test('the overview follows an import that a script starts', async ({ window, api, files_dir }) => {
  const overview = new OverviewPage(window)
  await expect(overview.first_capture).toBeVisible()
  await fill(api, files_dir)
  await expect.poll(() => overview.figure('Rows read')).toBe(1402)
  await expect(overview.bars.first()).toBeVisible()
})
