import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { type CaptureOptions, writeCapture } from './support/captures.ts'
import { dropFiles } from './support/drag.ts'

test.use({ launch_options: { preview: 'when-unsure' } })

/** A capture without the columns that tell its layout, and with one that nobody knows. */
async function writeOddCapture(path: string, options: CaptureOptions): Promise<string> {
  await writeCapture(path, options)
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const left_out = new Set(['Fwd RST Flags', 'Total TCP Flow Time'])
  const kept = lines[0]?.split(',').map((name) => !left_out.has(name)) ?? []
  const odd = lines.map((line, place) => {
    const cells = line.split(',').filter((_, column) => kept[column])
    return [...cells, place === 0 ? 'Site' : 'north'].join(',')
  })
  await writeFile(path, `${odd.join('\n')}\n`)
  return path
}

test('a file of an unknown layout is shown before it is imported, and its time zone can be chosen', async ({
  window,
  api,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(await writeOddCapture(join(files_dir, 'office.csv'), { flows: 50 }))
  const review = window.getByRole('dialog', { name: 'Import office.csv?' })
  await expect(review).toContainText('The columns match no known layout')
  await expect(review).toContainText('assumed; the first flow began 2024-05-06 09:00:00')
  await expect(review.getByRole('button', { name: 'Import', exact: true })).toBeFocused()
  expect(await api.jobs()).toEqual([])

  await review.getByRole('searchbox', { name: 'Search columns' }).fill('src ip')
  await expect(review.getByRole('table', { name: 'Columns' }).locator('tbody').getByRole('row')).toHaveText([
    /Src IPsource ip$/,
  ])
  await review.getByLabel('Time zone of the file').click()
  await window.getByRole('option', { name: 'UTC+02:00' }).click()
  await expect(review).toContainText('chosen; the first flow began 2024-05-06 07:00:00')
  await review.getByRole('tab', { name: 'First rows' }).click()
  await expect(review.getByRole('table', { name: 'First rows' })).toContainText('2024-05-06 09:00:00')
  await review.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(captures.import('office.csv')).toContainText('Imported')
  const [capture] = await api.captures()
  expect(capture).toMatchObject({
    utc_offset_minutes: 120,
    first_flow_at: expect.stringMatching(/T07:00:00/),
  })

  await captures.file_input.setInputFiles(join(files_dir, 'office.csv'))
  await expect(review).toContainText('This file was imported before')
  await window.keyboard.press('Escape')
  await expect(review).toHaveCount(0)
  expect(await api.captures()).toHaveLength(1)
})

test('of several files each is shown with what is to be said of it, and only the chosen ones are imported', async ({
  window,
  api,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  const one = await writeOddCapture(join(files_dir, 'one.csv'), { flows: 30, seed: 1 })
  const two = await writeOddCapture(join(files_dir, 'two.csv'), { flows: 40, seed: 2 })
  const cut = join(files_dir, 'cut.csv')
  await writeFile(
    cut,
    (await readFile(one, 'utf8'))
      .split('\n')
      .map((line) => line.split(',').slice(0, 40).join(','))
      .join('\n'),
  )
  await captures.file_input.setInputFiles([one, cut, two])
  const review = window.getByRole('dialog', { name: '2 files to review before import' })
  await review.getByRole('checkbox', { name: 'Import one.csv' }).uncheck()
  await review.getByRole('button', { name: 'Import 1 file' }).click()
  await expect(captures.import('two.csv')).toContainText('Imported')
  expect((await api.captures()).map(({ name }) => name)).toEqual(['two.csv'])

  await expect(captures.import('cut.csv')).toContainText('Refused')
  await captures.import('cut.csv').getByRole('button', { name: 'Show what is missing…' }).click()
  const refusal = window.getByRole('dialog', { name: 'cut.csv cannot be imported' })
  await expect(refusal.getByRole('listitem').filter({ hasText: /^Idle Min$/ })).toBeVisible()
  await refusal.getByRole('button', { name: 'Close' }).click()
})

test.describe('a dropped folder', () => {
  test.use({ launch_options: { preview: 'never' } })

  test('becomes a queue that can be paused, put in order and cancelled', async ({
    window,
    api,
    files_dir,
    long_capture,
  }) => {
    const captures = new CapturesPage(window)
    const folder = join(files_dir, 'days')
    await mkdir(folder)
    await writeFile(join(folder, 'notes.txt'), 'not a capture\n')
    for (const [day, flows] of [
      [1, 110],
      [2, 120],
      [10, 130],
    ] as const)
      await writeCapture(join(folder, `day-${day}.csv`), { flows, seed: day })
    await dropFiles(window, [long_capture, folder])
    const queue = window.getByRole('region', { name: 'Queue' })
    await queue.getByRole('button', { name: 'Pause' }).click()
    await expect(queue).toContainText('Paused: 0 of 4 done')
    await expect(window.getByRole('contentinfo', { name: 'Status' })).toContainText('Paused long.csv (1 of 4)')
    await expect(captures.import('long.csv')).toContainText('Paused')
    const waiting = window.getByRole('article').filter({ hasText: 'Waiting' }).getByRole('heading')
    await expect(waiting).toHaveText(['day-1.csv', 'day-2.csv', 'day-10.csv'])

    const earlier = window.getByRole('button', { name: 'Import day-10.csv earlier' })
    await earlier.focus()
    await window.keyboard.press('Enter')
    await expect(waiting).toHaveText(['day-1.csv', 'day-10.csv', 'day-2.csv'])
    await expect(earlier).toBeFocused()
    const later = window.getByRole('button', { name: 'Import day-1.csv later' })
    await later.focus()
    await window.keyboard.press('Enter')
    await expect(waiting).toHaveText(['day-10.csv', 'day-1.csv', 'day-2.csv'])
    await expect(later).toBeFocused()

    await captures.import('long.csv').getByRole('button', { name: 'Cancel import of long.csv' }).click()
    await expect(captures.import('long.csv')).toContainText('Cancelled')
    await queue.getByRole('button', { name: 'Resume' }).click()
    for (const name of ['day-10.csv', 'day-1.csv', 'day-2.csv'])
      await expect(captures.import(name)).toContainText('Imported')
    await expect(queue).toHaveCount(0)
    const ended = (await api.jobs()).filter(({ status }) => status === 'done')
    const byEnd = ended.toSorted((one, other) => (one.finished_at ?? '').localeCompare(other.finished_at ?? ''))
    expect(byEnd.map(({ title }) => title)).toEqual(['day-10.csv', 'day-1.csv', 'day-2.csv'])
  })

  test('is cancelled as a whole', async ({ window, api, files_dir, long_capture }) => {
    const folder = join(files_dir, 'days')
    await mkdir(folder)
    for (const day of [1, 2]) await writeCapture(join(folder, `day-${day}.csv`), { flows: 50, seed: day })
    await dropFiles(window, [long_capture, folder])
    const queue = window.getByRole('region', { name: 'Queue' })
    await expect(queue).toContainText('of 3 done')
    await queue.getByRole('button', { name: 'Cancel all' }).click()
    await expect(queue).toHaveCount(0)
    expect((await api.jobs()).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect(await api.captures()).toEqual([])
  })
})

test('a labelled capture shows its confusion matrix, and rejected rows are saved', async ({
  app,
  window,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  const path = await writeCapture(join(files_dir, 'labelled.csv'), { flows: 60, extra_lines: { 3: 'too,short' } })
  await captures.file_input.setInputFiles(path)
  await expect(captures.import('labelled.csv')).toContainText('Imported')

  await captures.chooseAction('labelled.csv', 'Details…')
  const matrix = window.getByRole('table', { name: 'Confusion matrix of labelled.csv' })
  await expect(matrix).toBeVisible()
  const rows = matrix.locator('tbody').getByRole('row')
  const counts = await rows.evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('td[title]')].map((cell) => Number(cell.textContent.replaceAll(/[,·]/g, ''))),
    ),
  )
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(60)
  await window.getByRole('button', { name: 'Close' }).last().click()

  const target = join(files_dir, 'rejected.csv')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, target)
  await captures.capture('labelled.csv').getByRole('button', { name: '1 rejected' }).click()
  await captures.rejected_rows.getByRole('button', { name: 'Save as CSV…' }).click()
  await expect(window.getByText(`1 rejected row saved as ${target}`)).toBeVisible()
  expect(await readFile(target, 'utf8')).toContain('5,,"too,short",has 2 cells')
})
