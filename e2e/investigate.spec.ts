import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Host } from '../contract/hosts.ts'
import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { HostPage } from './pages/host-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'
import { saveTo } from './support/save-dialog.ts'

// The same by keyboard alone is in hosts.spec.ts and export.spec.ts.
test('from a dropped capture to the host that attacked, one of its flows, a note, a restart and an export, with the mouse', async ({
  window,
  api,
  files_dir,
  relaunch,
}) => {
  await dropFiles(window, [await writeCapture(join(files_dir, 'day.csv'), { flows: 1000, seed: 1 })])
  await expect(new CapturesPage(window).capture('day.csv')).toBeVisible()
  await goTo(window, 'Overview')
  const overview = new OverviewPage(window)
  await expect(overview.top_alerts).toBeVisible()
  const host_link = overview.top_alerts.getByRole('link', { name: /^\d+\.\d+\.\d+\.\d+$/ }).first()
  const address = (await host_link.textContent()) ?? ''
  await host_link.click()

  const page = new HostPage(window)
  await expect(page.title(address)).toBeVisible()
  const host = await api.read<Host>(`/hosts/${address}?wait_ms=20000`)
  await expect(page.totals.getByRole('link', { name: `Flows: ${host.flows}`, exact: true })).toBeVisible()
  await page.note.click()
  await window.keyboard.type('attacked on Tuesday')
  await page.notes.getByRole('button', { name: 'Add note' }).click()
  await expect(page.history).toContainText('attacked on Tuesday')

  await page.totals.getByRole('link', { name: `Flows: ${host.flows}`, exact: true }).click()
  const flows = new FlowsPage(window)
  await flows.rows.first().getByRole('gridcell').first().click()
  await expect(flows.drawer.getByRole('link', { name: address })).toBeVisible()

  const again = await relaunch()
  const kept = new FlowsPage(again.window)
  await expect(kept.rows.first()).toBeVisible()
  await expect(again.window.getByRole('combobox', { name: 'Query' })).toHaveValue(`ip:${address}`)
  const target = join(files_dir, 'host.csv')
  await saveTo(again.app, target)
  await again.window.getByRole('button', { name: 'Export' }).click()
  await again.window.getByRole('menuitem', { name: 'As CSV…' }).click()
  await expect(again.window.locator('.MuiSnackbar-root')).toContainText(`saved as ${target}`)
  const lines = (await readFile(target, 'utf8')).trimEnd().split('\n').slice(1)
  expect(lines).toHaveLength(host.flows)
  expect(lines.every((line) => line.includes(address))).toBe(true)
  const listed = await again.api.request(`/logs?q=ip:${address}`, { headers: { Accept: 'text/csv' } })
  expect((await listed.text()).trimEnd().split('\n').slice(1)).toEqual(lines)

  await kept.rows.first().getByRole('gridcell').first().click()
  await kept.drawer.getByRole('link', { name: address }).click()
  await expect(new HostPage(again.window).history).toContainText('attacked on Tuesday')
})
