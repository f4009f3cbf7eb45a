import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { HAS_REAL_FLOWS, HAS_SAMPLE, REAL_FLOWS } from './support/companions.ts'
import { dropFiles } from './support/drag.ts'
import { sum } from './support/numbers.ts'

if (HAS_SAMPLE) {
  test('the sample that comes along shows every page at work', async ({ window, api }) => {
    const overview = new OverviewPage(window)
    await overview.first_capture.getByRole('button', { name: 'Try the sample capture' }).click()
    const captures = new CapturesPage(window)
    await expect(captures.history.getByRole('row')).toHaveCount(1 + 1)
    await expect.poll(() => api.jobs().then(([job]) => job?.status)).toBe('done')
    await goTo(window, 'Overview')
    await expect(overview.bars.first()).toBeVisible()
    const { classified } = await api.overview()
    // The window asks for its charts again within a second of the last change.
    await expect.poll(() => overview.figure('Classified')).toBe(classified)
    await expect.poll(() => overview.flowsByThreatType().then((mix) => sum(Object.values(mix)))).toBe(classified)
    expect((await api.alerts()).length).toBeGreaterThan(2)
    expect((await api.overview()).rows_read).toBeGreaterThan(1000)
  })
}

if (HAS_REAL_FLOWS) {
  test('real flows add up, and are found to be what their labels say', async ({ window, api }) => {
    await dropFiles(window, [REAL_FLOWS])
    await expect(new CapturesPage(window).import('corrected-flows.csv.gz')).toContainText('Imported')
    const [capture] = await api.captures()
    expect(capture).toMatchObject({ rows_read: 42_016, dialect: 'corrected' })
    expect((capture?.classified ?? 0) + (capture?.rejected ?? 0)).toBe(42_016)

    await goTo(window, 'Overview')
    const overview = new OverviewPage(window)
    await expect
      .poll(() => overview.flowsByThreatType().then((all) => sum(Object.values(all))))
      .toBe(capture?.classified)
    const mix = await overview.flowsByThreatType()
    for (const [threat_type, labelled] of Object.entries({
      Benign: 5593,
      DDoS: 5455,
      'DoS Hulk': 5542,
      PortScan: 11_024,
    })) {
      expect(mix[threat_type], threat_type).toBeGreaterThan(0.95 * labelled)
      expect(mix[threat_type], threat_type).toBeLessThan(1.05 * labelled)
    }
    expect((await api.alerts()).length).toBeLessThan(300)
  })
}
