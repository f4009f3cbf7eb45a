import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { goTo } from './pages/places.ts'
import { headerAndRow, writeCapture } from './support/captures.ts'
import { dragFiles, dropFiles } from './support/drag.ts'

test('several chosen files are imported one after another, plain and compressed', async ({
  window,
  api,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles([
    await writeCapture(join(files_dir, 'one.csv'), { flows: 400, seed: 1 }),
    await writeCapture(join(files_dir, 'two.csv.gz'), { flows: 300, seed: 2 }),
    await writeCapture(join(files_dir, 'three.csv'), { flows: 200, seed: 3 }),
  ])
  for (const [name, flows] of [
    ['one.csv', 400],
    ['two.csv.gz', 300],
    ['three.csv', 200],
  ] as const) {
    await expect(captures.import(name)).toContainText('Imported')
    await expect(captures.capture(name)).toContainText(`${flows}= ${flows} + 0 rejected`)
  }
  expect((await api.captures()).map(({ name }) => name)).toEqual(['three.csv', 'two.csv.gz', 'one.csv'])
})

test('the button and Ctrl+O open the dialog that chooses files', async ({ window }) => {
  for (const open of [
    () => window.getByRole('button', { name: 'Choose files…' }).click(),
    () => window.keyboard.press('ControlOrMeta+o'),
  ]) {
    const opened = window.waitForEvent('filechooser')
    await open()
    expect((await opened).isMultiple()).toBe(true)
  }
})

test('while files hover over it, the window says that it takes them', async ({ window, files_dir }) => {
  const path = await writeCapture(join(files_dir, 'held.csv'), { flows: 100 })
  await dragFiles(window, [path], ['dragEnter', 'dragOver'])
  await expect(window.getByText('Drop to import')).toBeVisible()
  await dragFiles(window, [path], ['drop'])
  await expect(window.getByText('Drop to import')).toHaveCount(0)
  await expect(new CapturesPage(window).import('held.csv')).toContainText('Imported')
})

test('a file dropped on a part of the page that leaves under it is imported', async ({ window, files_dir }) => {
  const path = await writeCapture(join(files_dir, 'late.csv'), { flows: 100 })
  await dragFiles(window, [path], ['dragEnter', 'dragOver'])
  await expect(window.getByText('Drop to import')).toBeVisible()
  await leaveAfterNext(window, 'dragover')
  await dragFiles(window, [path], ['drop'])
  await expect(new CapturesPage(window).import('late.csv')).toContainText('Imported')
  await expect(window.getByText('Drop to import')).toHaveCount(0)
})

test('an empty folder and a file of another type among dropped files are refused, and the rest is imported', async ({
  window,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  const folder = join(files_dir, 'folder.csv')
  await mkdir(folder)
  const picture = join(files_dir, 'picture.png')
  await writeFile(picture, 'not a capture')
  const good = await writeCapture(join(files_dir, 'good.csv'), { flows: 100 })
  await dropFiles(window, [folder, picture, good])
  await expect(captures.import('good.csv')).toContainText('Imported')
  await expect(captures.import('folder.csv').getByRole('alert')).toContainText('There is no packet capture')
  await expect(captures.import('picture.png').getByRole('alert')).toContainText(
    'picture.png is neither a packet capture',
  )
})

test('an exact repeat is refused with a sentence, and imported again when told to', async ({
  window,
  api,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(await writeCapture(join(files_dir, 'first.csv'), { flows: 100 }))
  await expect(captures.import('first.csv')).toContainText('Imported')

  const copy = await writeCapture(join(files_dir, 'copy.csv'), { flows: 100 })
  await captures.file_input.setInputFiles(copy)
  const refused = captures.import('copy.csv')
  await expect(refused).toContainText('Already imported')
  await expect(refused.getByRole('alert')).toContainText('copy.csv was imported before as first.csv (capture 1')
  expect(await api.captures()).toHaveLength(1)

  await refused.getByRole('button', { name: 'Import again anyway' }).click()
  await expect(captures.capture('copy.csv')).toContainText('100= 100 + 0 rejected')
  expect((await api.overview()).rows_read).toBe(200)
})

test('a file of another type is refused before anything is read', async ({ window, api, files_dir }) => {
  const captures = new CapturesPage(window)
  const path = join(files_dir, 'notes.txt')
  await writeFile(path, 'not a capture\n')
  await captures.file_input.setInputFiles(path)
  await expect(captures.import('notes.txt')).toContainText('Refused')
  await expect(captures.import('notes.txt').getByRole('alert')).toContainText('notes.txt is neither a packet capture')
  await captures.import('notes.txt').getByRole('button', { name: 'Dismiss notes.txt' }).click()
  await expect(captures.import('notes.txt')).toHaveCount(0)
  expect(await api.jobs()).toEqual([])
})

test('a file that is no capture fails with a reason that can be read', async ({ window, api, files_dir }) => {
  const captures = new CapturesPage(window)
  const { header, row } = headerAndRow()
  const without = header.indexOf('Flow Duration')
  const cut = [header, row].map((cells) => cells.filter((_, place) => place !== without).join(','))
  const files: Record<string, { content: string; reason: string }> = {
    'shopping.csv': { content: 'item,price\nbread,3\n', reason: 'The first line contains no names of flow features' },
    'no-duration.csv': { content: `${cut.join('\n')}\n`, reason: 'The header lacks 1 of 76 features: Flow Duration' },
    'empty.csv': { content: '', reason: 'empty' },
  }
  for (const [name, { content, reason }] of Object.entries(files)) {
    await writeFile(join(files_dir, name), content)
    await captures.file_input.setInputFiles(join(files_dir, name))
    await expect(captures.import(name)).toContainText('Failed')
    await expect(captures.import(name)).toContainText(reason)
  }
  expect(await api.captures()).toEqual([])
  await expect(captures.history).toHaveCount(0)
})

test('a compressed file that breaks off fails, and what was read of it is gone', async ({ window, api, files_dir }) => {
  const captures = new CapturesPage(window)
  const path = await writeCapture(join(files_dir, 'cut-off.csv.gz'), { flows: 2000 })
  await truncate(path, 50_000)
  await captures.file_input.setInputFiles(path)
  await expect(captures.import('cut-off.csv.gz')).toContainText('Failed')
  await expect(captures.import('cut-off.csv.gz')).toContainText(/broken|damaged|incomplete|breaks off|cut off/)
  expect((await api.overview()).rows_read).toBe(0)
})

test('every rejected row is listed with its line, column, value and reason', async ({ window, files_dir }) => {
  const captures = new CapturesPage(window)
  const { header, row } = headerAndRow()
  const withCell = (column: string, value: string) =>
    row.map((cell, place) => (header[place] === column ? value : cell)).join(',')
  const path = await writeCapture(join(files_dir, 'faulty.csv'), {
    flows: 50,
    extra_lines: {
      3: 'too,short',
      10: withCell('Flow Duration', 'soon'),
      20: withCell('Bwd IAT Max', ''),
      40: header.join(','),
    },
  })
  await captures.file_input.setInputFiles(path)
  await captures.capture('faulty.csv').getByRole('button', { name: '4 rejected' }).click()
  const rows = captures.rejected_rows.getByRole('table', { name: 'Rejected rows' }).locator('tbody').getByRole('row')
  await expect(rows).toHaveText([
    new RegExp(`^5—too,shorthas 2 cells where the header has ${header.length}$`),
    /^13Flow Durationsoonis not a finite number$/,
    /^24Bwd IAT Maxemptyis empty$/,
    /^45—.*repeats the header$/,
  ])
  await captures.rejected_rows.getByRole('button', { name: 'Close' }).click()
  await expect(captures.rejected_rows).toHaveCount(0)
})

test('a deleted capture takes its flows and alerts along', async ({ window, api, files_dir }) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(await writeCapture(join(files_dir, 'kept.csv'), { flows: 100, seed: 1 }))
  await expect(captures.import('kept.csv')).toContainText('Imported')
  await captures.file_input.setInputFiles(await writeCapture(join(files_dir, 'gone.csv'), { flows: 100, seed: 2 }))
  await expect(captures.import('gone.csv')).toContainText('Imported')

  await captures.chooseAction('gone.csv', 'Delete…')
  const dialog = window.getByRole('alertdialog', { name: 'Delete this capture?' })
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Delete capture' }).click()
  await expect(captures.capture('gone.csv')).toHaveCount(0)
  await expect(captures.capture('kept.csv')).toHaveCount(1)
  const [kept] = await api.captures()
  expect((await api.overview()).rows_read).toBe(100)
  expect((await api.alerts()).filter(({ capture_id }) => capture_id !== kept?.id)).toEqual([])
  await goTo(window, 'Overview')
  await expect(window.getByRole('region', { name: 'Totals' })).toContainText('100')
})

/** Lets the part of the page that files hover over leave it, as one does that shows what has just been read. */
async function leaveAfterNext(window: Page, event: 'dragover'): Promise<void> {
  await window.evaluate((name) => {
    addEventListener(
      name,
      ({ target }) => {
        if (target instanceof Element) target.replaceWith(target.cloneNode(true))
      },
      { once: true },
    )
  }, event)
}
