import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { OverviewPage } from './pages/overview-page.ts'
import { goTo } from './pages/places.ts'
import type { Api } from './support/api.ts'
import { writeCapture } from './support/captures.ts'
import { killAtOnce } from './support/workstation.ts'

test('a cancelled import leaves nothing behind', async ({ window, api, long_capture, files_dir }) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(long_capture)
  await flowsAreStored(api)
  await captures.import('long.csv').getByRole('button', { name: 'Cancel import of long.csv' }).click()
  await expect(captures.import('long.csv')).toContainText('Cancelled')
  await expect(captures.import('long.csv')).toContainText('Nothing was kept.')
  await expectNothing(api)

  await captures.file_input.setInputFiles(await writeCapture(join(files_dir, 'next.csv'), { flows: 100 }))
  await expect(captures.import('next.csv')).toContainText('Imported')
  expect((await api.overview()).rows_read).toBe(100)
})

test('a crash in the middle of an import is told at the next start, and nothing half-read is shown', async ({
  workstation,
  long_capture,
  start,
}) => {
  const captures = new CapturesPage(workstation.window)
  await captures.file_input.setInputFiles(long_capture)
  await flowsAreStored(workstation.api)
  await killAtOnce(workstation)

  const { window, api } = await start()
  await expect(window.getByRole('complementary', { name: 'Notices' })).toContainText(
    'The import of long.csv was interrupted when AnomalyX stopped. Nothing was kept',
  )
  await goTo(window, 'Overview')
  await expect(new OverviewPage(window).first_capture).toBeVisible()
  await expectNothing(api)
  expect((await api.jobs()).map(({ status }) => status)).toEqual(['interrupted'])
  await goTo(window, 'Captures')
  const again = new CapturesPage(window)
  await expect(again.import('long.csv')).toContainText('Interrupted')
  await expect(again.history).toHaveCount(0)
})

test('an engine that dies fails the import it was at, and the next import works', async ({
  app,
  window,
  api,
  long_capture,
  files_dir,
}) => {
  const captures = new CapturesPage(window)
  await captures.file_input.setInputFiles(long_capture)
  await flowsAreStored(api)
  const engine = await app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'AnomalyX engine')?.pid,
  )
  if (engine === undefined) throw new Error('there is no engine process')
  process.kill(engine, 'SIGKILL')
  await expect(captures.import('long.csv')).toContainText('Failed')
  await expectNothing(api)

  await captures.file_input.setInputFiles(await writeCapture(join(files_dir, 'next.csv'), { flows: 100 }))
  await expect(captures.import('next.csv')).toContainText('Imported')
})

/** The import is under way and part of it stands in the store. */
async function flowsAreStored(api: Api): Promise<void> {
  await expect
    .poll(() => api.jobs().then(([job]) => (job?.status === 'running' ? job.classified : 0)), { intervals: [50] })
    .toBeGreaterThan(0)
}

async function expectNothing(api: Api): Promise<void> {
  expect(await api.captures()).toEqual([])
  expect(await api.flows()).toEqual([])
  expect(await api.alerts()).toEqual([])
  expect(await api.overview()).toMatchObject({ captures: 0, rows_read: 0, threats: 0, is_partial: false })
}
