import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { ExportManifestSchema } from '../contract/exports.ts'
import { fieldsOfColumn } from '../contract/flow-columns.ts'
import type { FlowSort } from '../contract/flows.ts'
import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { goTo } from './pages/places.ts'
import { writeCapture } from './support/captures.ts'
import { saveTo } from './support/save-dialog.ts'

test('flows are taken away as they are narrowed, with the mouse', async ({ app, window, api, files_dir }) => {
  const capture = await api.upload(await writeCapture(join(files_dir, 'day.csv'), { flows: 900 }))
  await goTo(window, 'Flows')
  const target = join(files_dir, 'some.jsonl')
  await saveTo(app, target)
  await new FlowsPage(window).narrow('Threat type', /Benign/)
  await window.getByRole('combobox', { name: 'Query' }).fill('proto:udp line<400')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('group', { name: 'Active filters' })).toContainText('Benign')
  await window.getByRole('button', { name: 'Export' }).click()
  await expect(window.getByRole('menu')).toBeVisible()
  await window.getByRole('menuitem', { name: 'As JSON lines…' }).click()
  await expect(window.locator('.MuiSnackbar-root')).toContainText(`saved as ${target}`)

  const bytes = await readFile(target)
  const headers = { Accept: 'application/jsonl' }
  const answer = await (await api.request('/logs?threat_type=Benign&q=proto:udp%20line%3C400', { headers })).text()
  expect(bytes.toString()).toBe(answer)
  const rows = answer.split('\n').length - 1
  expect(rows).toBeGreaterThan(0)
  const manifest = ExportManifestSchema.parse(JSON.parse(await readFile(join(files_dir, 'some.manifest.json'), 'utf8')))
  expect(manifest).toMatchObject({
    ...{ rows, sha256: createHash('sha256').update(bytes).digest('hex') },
    ...{ query: { text: 'proto:udp line<400', normal_form: 'proto:udp line<400' }, filters: { threat_type: 'Benign' } },
    captures: [{ id: capture.id, sha256: capture.sha256, rows_read: capture.rows_read, exported: rows }],
  })
})

test('flows are taken away in the order of the list, with the columns that are shown', async ({
  app,
  window,
  api,
  files_dir,
}) => {
  await api.upload(await writeCapture(join(files_dir, 'day.csv'), { flows: 900 }))
  await goTo(window, 'Flows')
  const flows = new FlowsPage(window)
  await flows.grid.getByRole('columnheader', { name: 'Confidence' }).click()
  await expect(flows.grid.getByRole('columnheader', { name: 'Confidence' })).toHaveAttribute('aria-sort', 'descending')
  const target = join(files_dir, 'shown.csv')
  await saveTo(app, target)
  const button = window.getByRole('button', { name: 'Export' })
  await button.focus()
  await window.keyboard.press('Enter')
  await expect(window.getByRole('menuitem', { name: 'As CSV…' })).toBeFocused()
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await window.keyboard.press(key)
  await expect(window.getByRole('menuitemradio', { name: 'Columns shown' })).toHaveAttribute('aria-checked', 'true')
  for (const key of ['Home', 'Enter']) await window.keyboard.press(key)
  await expect(window.locator('.MuiSnackbar-root')).toContainText(`saved as ${target}`)

  const manifest = ExportManifestSchema.parse(
    JSON.parse(await readFile(join(files_dir, 'shown.manifest.json'), 'utf8')),
  )
  expect(manifest.sorted_by).toEqual({ sort: 'confidence', order: 'desc' })
  const shown = await flows.grid
    .getByRole('columnheader')
    .evaluateAll((headers) => headers.map((header) => (header as HTMLElement).dataset['field'] ?? ''))
  expect(manifest.columns).toEqual(['id', ...shown.flatMap((column) => fieldsOfColumn(column as FlowSort))])
  const lines = (await readFile(target, 'utf8')).trimEnd().split('\n').slice(1)
  const listed = await api.flows('&sort=confidence')
  expect(lines.map((line) => line.split(',')[0])).toEqual(listed.map(({ id }) => id))
})

test('alerts are taken away with the keyboard alone', async ({ app, window, api, files_dir }) => {
  await api.upload(await writeCapture(join(files_dir, 'day.csv'), { flows: 900 }))
  await goTo(window, 'Alerts')
  const page = new AlertsPage(window)
  await expect(page.rows.first()).toBeVisible()
  const target = join(files_dir, 'alerts.csv')
  await saveTo(app, target)
  const button = window.getByRole('button', { name: 'Export' })
  await button.focus()
  await window.keyboard.press('Enter')
  await expect(window.getByRole('menuitem', { name: 'As CSV…' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(page.message).toContainText(`saved as ${target}`)
  await expect(button).toBeFocused()

  const lines = (await readFile(target, 'utf8')).trimEnd().split('\n')
  const alerts = await api.alerts('&status=open')
  expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(alerts.map(({ id }) => id))
})

test('a query that is refused is told, and nothing is saved', async ({ app, window, api, files_dir }) => {
  await api.upload(await writeCapture(join(files_dir, 'day.csv'), { flows: 100 }))
  await goTo(window, 'Flows')
  const target = join(files_dir, 'never.csv')
  await saveTo(app, target)
  await window.getByRole('combobox', { name: 'Query' }).fill('type:Nonsense')
  await window.keyboard.press('Enter')
  await expect(window.getByText(/no threat type here/).first()).toBeVisible()
  await window.getByRole('button', { name: 'Export' }).click()
  await window.getByRole('menuitem', { name: 'As CSV…' }).click()
  await expect(window.locator('.MuiSnackbar-root')).toContainText('The query is wrong at')
  await expect(access(target)).rejects.toThrow()
})
