import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page, TestInfo } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo, PLACES } from './pages/places.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { HAS_SAMPLE, SAMPLE } from './support/companions.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'
import { untilWhole } from './support/whole.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`every page in ${theme}, to be looked at`, async ({ window, api, files_dir }, info) => {
    const screens = join(dirname(info.outputDir), 'screens')
    await mkdir(screens, { recursive: true })
    const picture = (name: string) => takePicture(window, info, join(screens, `${name}-${theme}.png`))
    await wear(window, api, theme)
    for (const place of PLACES) {
      await goTo(window, place)
      await picture(`empty-${place.toLowerCase()}`)
    }
    if (HAS_SAMPLE) await api.upload(SAMPLE)
    else await fill(api, files_dir)
    for (const place of PLACES) {
      await goTo(window, place)
      if (place === 'Overview') await expect(new OverviewPage(window).bars.first()).toBeVisible()
      if (place === 'Alerts') await new AlertsPage(window).rows.first().click()
      if (place === 'Flows') await new FlowsPage(window).rows.first().getByRole('gridcell').first().click()
      await picture(place.toLowerCase())
    }
  })
}

async function takePicture(window: Page, info: TestInfo, path: string): Promise<void> {
  await untilWhole(window)
  await expect(window.locator('[aria-busy="true"]')).toHaveCount(0)
  const message = window.getByRole('button', { name: 'Close message' })
  if (await message.isVisible()) await message.click()
  await expect(message).toHaveCount(0)
  await window.mouse.move(720, 2)
  await expect(window.getByRole('tooltip')).toHaveCount(0)
  await window.screenshot({ path, animations: 'disabled' })
  await info.attach(path.slice(dirname(path).length + 1), { path, contentType: 'image/png' })
}
