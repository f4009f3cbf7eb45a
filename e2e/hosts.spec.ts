import type { Host } from '../contract/hosts.ts'
import type { Locator, Page } from '@playwright/test'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { HostPage } from './pages/host-page.ts'
import { goTo } from './pages/places.ts'
import type { Api } from './support/api.ts'
import { expectAccessible } from './support/axe.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { numberIn } from './support/numbers.ts'
import { fill } from './support/fill.ts'
import { wear } from './support/settings.ts'
import { untilWhole } from './support/whole.ts'

const hostOf = (api: Api, address: string, query = '') =>
  api.read<Host>(`/hosts/${encodeURIComponent(address)}?wait_ms=20000${query}`)

test('from a dropped capture to the host that attacked, its flows, a note and a tag, by keyboard alone', async ({
  window,
  api,
  files_dir,
  relaunch,
}) => {
  await dropFiles(window, [await writeCapture(join(files_dir, 'day.csv'), { flows: 1000, seed: 1 })])
  await expect(new CapturesPage(window).capture('day.csv')).toBeVisible()
  await expect.poll(() => api.alerts()).not.toEqual([])
  const [alert] = (await api.alerts()).filter(({ source_ip }) => source_ip !== null)
  const attacker = alert?.source_ip ?? ''
  const host = await hostOf(api, attacker)
  expect(host.flows).toBeGreaterThan(0)

  const { keyboard } = window
  await pressAll(window, 'ga')
  await expect(new AlertsPage(window).rows.first()).toBeVisible()
  const place = (await api.alerts()).findIndex(({ id }) => id === alert?.id)
  await pressAll(window, 'j'.repeat(place + 1))
  await keyboard.press('h')
  const page = new HostPage(window)
  await expect(page.title(attacker)).toBeVisible()
  await expect(page.totals.getByRole('link', { name: `Flows: ${host.flows}`, exact: true })).toBeVisible()

  await keyboard.press('n')
  await expect(page.note).toBeFocused()
  await keyboard.type('a scanner of the audit team')
  await keyboard.press('Control+Enter')
  await expect(page.history.getByRole('listitem')).toHaveCount(1)
  await expect(page.history).toContainText('Note in the window')
  await keyboard.press('Escape')
  await page.note.evaluate((field: HTMLElement) => field.blur())
  await keyboard.press('t')
  await keyboard.type('scanner')
  await keyboard.press('Enter')
  await expect(page.tags.getByRole('listitem')).toHaveText(['scanner'])

  await tabTo(window, page.totals.getByRole('link', { name: /^As source: / }))
  await keyboard.press('Enter')
  const flows = new FlowsPage(window)
  await expect(flows.rows.first()).toBeVisible()
  expect(await flowsOnPage(window, api)).toBe(host.as_source.flows)
  await keyboard.press('j')
  await expect(flows.drawer).toBeVisible()
  await tabTo(window, flows.drawer.getByRole('link', { name: attacker }))
  await keyboard.press('Enter')
  await expect(page.title(attacker)).toBeVisible()

  const again = await relaunch()
  const kept = new HostPage(again.window)
  // The window opens where it was left.
  await expect(kept.title(attacker)).toBeVisible()
  await pressAll(again.window, 'gf')
  await expect(new FlowsPage(again.window).rows.first()).toBeVisible()
  await again.window.evaluate((address) => (location.hash = `#/hosts/${address}`), attacker)
  await expect(kept.title(attacker)).toBeVisible()
  await expect(kept.history).toContainText('a scanner of the audit team')
  await expect(kept.tags.getByRole('listitem')).toHaveText(['scanner'])
  expect(await hostOf(again.api, attacker)).toMatchObject({ flows: host.flows, tags: ['scanner'] })
})

test('figures of a host add up, equal those of the API, and lead to what they count', async ({
  window,
  api,
  files_dir,
}) => {
  await fill(api, files_dir)
  const { items } = (await api.read<{ sources: { items: { address: string; flows: number }[] } }>('/charts/hosts'))
    .sources
  const address = items[0]?.address ?? ''
  const host = await hostOf(api, address)
  expect(host.as_source.flows).toBe(items[0]?.flows)
  expect(host.as_source.flows + host.as_target.flows - host.both_ends).toBe(host.flows)
  expect(host.by_threat_type.reduce((sum, { flows }) => sum + flows, 0)).toBe(host.flows)

  await goTo(window, 'Overview')
  const busiest = window.getByRole('region', { name: 'Most active' })
  await busiest.getByRole('list', { name: 'Sources' }).getByRole('link', { name: address, exact: true }).click()
  const page = new HostPage(window)
  await expect(page.title(address)).toBeVisible()
  /** A figure leads to a list of as many flows. */
  const total = async (name: RegExp, part: Locator) => {
    const link = part.getByRole('link', { name }).first()
    const shown = numberIn((await link.textContent()) ?? '')
    await link.click()
    await expect(new FlowsPage(window).rows.first()).toBeVisible()
    expect(await flowsOnPage(window, api)).toBe(shown)
    await window.goBack()
    await expect(page.title(address)).toBeVisible()
    await untilWhole(window)
  }
  await total(/^Flows: /, page.totals)
  await total(/^As source: /, page.totals)
  await total(/flows with /, page.peers)
  await total(/flows to port /, page.ports)

  await page.peers
    .getByRole('link', { name: /^.* with / })
    .first()
    .click()
  await expect(window.getByRole('heading', { level: 1, name: `${address} and ` })).toBeVisible()
  await expect(window.getByRole('link', { name: address, exact: true }).first()).toBeVisible()
})

test('an address that no flow has keeps its notes all the same', async ({ window, api }) => {
  await window.evaluate(() => (location.hash = '#/hosts/198.51.100.77'))
  const page = new HostPage(window)
  await expect(page.title('198.51.100.77')).toBeVisible()
  await expect(window.getByText('No flow has this address')).toBeVisible()
  await page.note.fill('seen elsewhere')
  await page.notes.getByRole('button', { name: 'Add note' }).click()
  await expect(page.history).toContainText('seen elsewhere')
  expect((await hostOf(api, '198.51.100.77')).events).toHaveLength(1)
})

for (const theme of ['light', 'dark'] as const) {
  test(`hosts have no barrier that axe finds, and are to be looked at (${theme})`, async ({
    app,
    window,
    api,
    files_dir,
  }, info) => {
    await wear(window, api, theme)
    await fill(api, files_dir)
    const source = (await api.alerts()).find(({ source_ip }) => source_ip !== null)
    const [one, two] = [source?.source_ip ?? '', source?.destination_ip ?? '']
    await api.read(`/hosts/${one}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', 'X-AnomalyX-Person': 'Ada Lovelace' },
      body: JSON.stringify({ note: 'A scanner of the audit team, until Friday.', add_tags: ['scanner', 'audit'] }),
    })
    const screens = join(dirname(info.outputDir), 'screens')
    await mkdir(screens, { recursive: true })
    const states: readonly [name: string, hash: string][] = [
      ['host', `#/hosts/${one}`],
      ['target', `#/hosts/${two}`],
      ['pair', `#/hosts/${one}/${two}`],
      ['nobody', '#/hosts/198.51.100.77'],
      ['overview', '#/'],
      ['flows', '#/flows'],
      ['alerts', `#/alerts/${String(source?.id ?? 0)}`],
    ]
    for (const [name, hash] of states) {
      await window.evaluate((to) => (location.hash = to), hash)
      await expect(window.locator('[aria-busy="true"]')).toHaveCount(0)
      await expectAccessible(window, `${name}, ${theme}`)
      for (const size of [
        { width: 1280, height: 720 },
        { width: 1440, height: 900 },
      ]) {
        await app.evaluate(({ BrowserWindow }, to) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height)
        }, size)
        await window.waitForFunction((to) => innerWidth === to.width && innerHeight === to.height, size)
        await untilWhole(window)
        if (name === 'overview') await window.getByRole('region', { name: 'Most active' }).scrollIntoViewIfNeeded()
        const path = join(screens, `hosts-${name}-${String(size.width)}-${theme}.png`)
        await window.screenshot({ path, animations: 'disabled' })
        await info.attach(name, { path, contentType: 'image/png' })
      }
    }
  })
}

/** How many flows the query in the window's address finds. */
async function flowsOnPage(window: Page, api: Api): Promise<number> {
  const search = await window.evaluate(() => location.hash.split('?')[1] ?? '')
  return (await api.flows(`&${search}`)).length
}

async function pressAll(window: Page, keys: string): Promise<void> {
  for (const key of keys) await window.keyboard.press(key)
}

/** Presses Tab until the element has the focus, as often as a page may reasonably ask for. */
async function tabTo(window: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await window.keyboard.press('Tab')
  }
  await expect(target).toBeFocused({ timeout: 1 })
}
