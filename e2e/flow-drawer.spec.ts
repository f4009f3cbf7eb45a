import type { FlowFeatures } from '../contract/explanations.ts'
import { MEANING_GROUPS } from '../contract/feature-groups.ts'
import { FEATURE_NAMES } from '../contract/feature-names.ts'
import { expect, test } from './fixtures.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { expectAccessible } from './support/axe.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'

test('the drawer of a flow shows all its features, its row, and the way on', async ({
  app,
  window,
  api,
  files_dir,
}, info) => {
  await fill(api, files_dir)
  await goTo(window, 'Flows')
  const flows = new FlowsPage(window)
  await flows.narrow('Threat type', /SSH-Patator/)
  const [newest] = await api.flows('&threat_type=SSH-Patator')
  await flows.rows.first().getByRole('gridcell').first().click()
  const { drawer } = flows
  await expect(drawer).toContainText(`Flow ${newest?.id ?? ''}`)

  const told = await api.read<FlowFeatures>(`/flows/${newest?.id ?? ''}/features`)
  const region = drawer.getByRole('region', { name: 'Features' }).getByRole('table')
  await expect(region.getByRole('rowheader')).toHaveCount(FEATURE_NAMES.length + MEANING_GROUPS.length)
  await expect(region).toContainText('Times between packets')
  const duration = told.features.find(({ feature }) => feature === 'Flow Duration')
  await expect(region.getByRole('row', { name: /^Flow Duration/ })).toContainText(
    duration?.value === undefined ? '?' : /usual|above|below/,
  )
  await expect(drawer.getByRole('region', { name: /^Why SSH-Patator/ })).toContainText('odds ×')

  for (const theme of ['light', 'dark'] as const) {
    await wear(window, api, theme)
    await expectAccessible(window, `the drawer, ${theme}`)
    await drawer.getByRole('region', { name: /^Why SSH-Patator/ }).scrollIntoViewIfNeeded()
    await window.screenshot({ path: info.outputPath(`reasons-${theme}.png`) })
    await region.scrollIntoViewIfNeeded()
    await window.screenshot({ path: info.outputPath(`features-${theme}.png`) })
  }

  await test.step('the row is copied with the keyboard', async () => {
    await drawer.getByRole('button', { name: 'Show raw row' }).focus()
    await window.keyboard.press('Enter')
    const row = drawer.getByRole('region', { name: 'Raw row' }).locator('pre')
    await expect(row).toContainText(`id=${newest?.id ?? ''}`)
    await expect(row).toContainText(`Flow Duration=${String(duration?.value ?? '')}`)
    await expectAccessible(window, 'the raw row')
    await drawer.getByRole('button', { name: 'Copy raw row' }).focus()
    await window.keyboard.press('Enter')
    await expect
      .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(await row.evaluate((element) => element.textContent))
  })

  await test.step('a link leads to the flows of the same hosts', async () => {
    await drawer.getByRole('link', { name: 'Same two hosts' }).click()
    const q = `ip:${newest?.source_ip ?? ''} ip:${newest?.destination_ip ?? ''}`
    await expect(window.getByRole('combobox', { name: 'Query' })).toHaveValue(q)
    const found = await api.flows(`&q=${encodeURIComponent(q)}`)
    await expect(flows.rows.first()).toHaveAttribute('data-id', found[0]?.id ?? '')
    expect(found.map(({ id }) => id)).toContain(newest?.id)
  })
})
