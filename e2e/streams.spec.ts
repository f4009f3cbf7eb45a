import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { ElectronApplication, Page, TestInfo } from '@playwright/test'

import type { Capture } from '../contract/captures.ts'
import type { InterfaceList, Segment, Stream } from '../contract/streams.ts'
import { expect, test } from './fixtures.ts'
import { AlertsPage } from './pages/alerts-page.ts'
import { CapturesPage } from './pages/captures-page.ts'
import { FlowsPage } from './pages/flows-page.ts'
import { LivePage } from './pages/live-page.ts'
import { goTo } from './pages/places.ts'
import type { Api } from './support/api.ts'
import { expectAccessible } from './support/axe.ts'
import { writeCapture } from './support/captures.ts'
import { chooseInDialog } from './support/folder-dialog.ts'
import { startTraffic } from './support/loopback-traffic.ts'
import { writePackets } from './support/packet-file.ts'
import { wear } from './support/settings.ts'
import { untilWhole } from './support/whole.ts'

const streamsOf = (api: Api) => api.read<Stream[]>('/streams')

/** A folder that is followed, and a function that puts a finished file into it, as a sensor does. */
async function makeIncoming(files_dir: string) {
  const incoming = join(files_dir, 'incoming')
  await mkdir(incoming)
  const put = async (name: string, write: (path: string) => Promise<unknown>) => {
    const path = join(files_dir, name)
    await write(path)
    await rename(path, join(incoming, name))
  }
  return {
    incoming,
    putPackets: (name: string, rounds: number) => put(name, (path) => writePackets(path, rounds)),
    putFlows: (name: string, flows: number, seed = 0) => put(name, (path) => writeCapture(path, { flows, seed })),
  }
}

test('a folder is followed: what comes into it is shown without touching anything', async ({
  app,
  window,
  api,
  files_dir,
}) => {
  const { incoming, putPackets, putFlows } = await makeIncoming(files_dir)
  const live = new LivePage(window)
  await goTo(window, 'Captures')
  await expect(live.streams).toHaveCount(0)
  await live.open()
  await live.choose('Folder')
  await chooseInDialog(app, incoming)
  await live.dialog.getByRole('button', { name: 'Choose…' }).click()
  await expect(live.dialog.getByRole('textbox', { name: 'Folder' })).toHaveValue(incoming)
  await expect(live.dialog.getByRole('textbox', { name: 'Name' })).toHaveAttribute('placeholder', 'incoming')
  await live.dialog.getByRole('button', { name: 'Start following' }).click()
  await expect(live.stream('incoming')).toContainText('Following')
  await expect(live.status).toContainText('Following incoming')

  await goTo(window, 'Alerts')
  const alerts = new AlertsPage(window)
  await putPackets('first.pcap', 120)
  await expect(alerts.rows.first()).toBeVisible({ timeout: 60_000 })
  await expect(live.status).toContainText('Following incoming')

  await live.status.getByRole('link', { name: 'incoming' }).click()
  await expect(live.segments('incoming')).toHaveText('1', { timeout: 60_000 })
  await putFlows('second.csv', 400)
  await expect(live.segments('incoming')).toHaveText('2', { timeout: 60_000 })

  const [stream] = await streamsOf(api)
  expect(stream).toMatchObject({
    kind: 'folder',
    target: incoming,
    state: 'running',
    failed_segments: 0,
    problem: null,
  })
  expect(stream?.rows_read).toBe((stream?.classified ?? 0) + (stream?.conversations ?? 0) + (stream?.rejected ?? 0))
  await expect(live.stream('incoming')).toContainText(stream?.rows_read.toLocaleString('en-US') ?? '')
  const captures = (await api.captures()).filter(({ kind }) => kind === 'stream')
  expect(captures.reduce((sum, { classified }) => sum + classified, 0)).toBe(stream?.classified)

  await live.segments('incoming').click()
  const segments = window.getByRole('dialog', { name: 'Segments of incoming' })
  await expect(segments.getByRole('rowheader')).toContainText(['second.csv', 'first.pcap'])
  await expect(segments.getByRole('row').nth(1)).toContainText('400')
  await expectAccessible(window, 'segments')
  await window.keyboard.press('Escape')
  await expect(live.segments('incoming')).toBeFocused()

  await live.stream('incoming').getByRole('link', { name: 'Flows of incoming' }).click()
  await expect(new FlowsPage(window).rows.first()).toBeVisible()
  const current = captures.find(({ id }) => id === stream?.capture_id)
  await expect(new FlowsPage(window).range).toContainText(` of ${current?.classified.toLocaleString('en-US')}`)
})

test('a stream is paused, goes on, outlives a restart and is stopped, with the keyboard alone', async ({
  window,
  api,
  files_dir,
  relaunch,
}) => {
  const { incoming, putFlows } = await makeIncoming(files_dir)
  await putFlows('there-before.csv', 300)
  const live = new LivePage(window)
  await goTo(window, 'Captures')
  await live.followFolder(incoming, 'Branch office')
  await expect(live.segments('Branch office')).toHaveText('1', { timeout: 60_000 })
  await expect(window.getByText('Following goes on when AnomalyX starts again')).toBeVisible()

  await live.action('Branch office', 'Pause').focus()
  await window.keyboard.press('Enter')
  await expect(live.action('Branch office', 'Resume')).toBeFocused()
  await expect(live.stream('Branch office')).toContainText('Paused')
  await expect.poll(async () => (await streamsOf(api))[0]?.state).toBe('paused')
  await expect(live.status).not.toContainText('Following')
  await putFlows('while-paused.csv', 200, 1)
  await window.keyboard.press('Enter')
  await expect(live.action('Branch office', 'Pause')).toBeFocused()
  await expect(live.segments('Branch office')).toHaveText('2', { timeout: 60_000 })

  const again = await relaunch()
  const after = new LivePage(again.window)
  await goTo(again.window, 'Captures')
  await expect(after.stream('Branch office')).toContainText('Following')
  await putFlows('after-restart.csv', 100, 2)
  await expect(after.segments('Branch office')).toHaveText('3', { timeout: 60_000 })
  const [stream] = await streamsOf(again.api)
  expect(stream).toMatchObject({ classified: 600, rejected: 0, segments: 3 })

  await after.action('Branch office', 'Stop').focus()
  await again.window.keyboard.press('Enter')
  await expect(after.stream('Branch office')).toContainText('Stopped')
  await expect(after.action('Branch office', 'Stop')).toBeFocused()
  await expect.poll(async () => (await streamsOf(again.api))[0]?.state).toBe('stopped')
  await expect(after.status).not.toContainText('Following')
  await expect(new CapturesPage(again.window).history).toContainText('followed live')

  const last = await relaunch()
  await goTo(last.window, 'Captures')
  await expect(new LivePage(last.window).stream('Branch office')).toContainText('Stopped')
})

test('what cannot be followed is told where it was asked for', async ({ window, files_dir }) => {
  const live = new LivePage(window)
  await goTo(window, 'Captures')
  await live.open()
  await live.choose('Folder')
  await live.dialog.getByRole('textbox', { name: 'Folder' }).fill(join(files_dir, 'nowhere'))
  await live.dialog.getByRole('button', { name: 'Start following' }).click()
  await expect(live.dialog.getByRole('alert')).toContainText('nowhere')
  await live.dialog.getByRole('button', { name: 'More' }).click()
  await live.dialog.getByRole('textbox', { name: 'Segment length (seconds)' }).fill('0')
  await expect(live.dialog).toContainText('A whole number from 1 to 3,600')
  await expect(live.dialog.getByRole('button', { name: 'Start following' })).toBeDisabled()
  await expectAccessible(window, 'a wrong limit')
  await window.keyboard.press('Escape')
  await expect(live.dialog).toHaveCount(0)
  await expect(window.getByRole('button', { name: 'Follow…' })).toBeFocused()
})

test('the loopback interface is recorded where that is possible; elsewhere the window says what to do', async ({
  app,
  window,
  api,
}, info) => {
  const { advice, interfaces } = await api.read<InterfaceList>('/interfaces')
  const live = new LivePage(window)
  await goTo(window, 'Captures')
  await live.open()
  const loopback = interfaces.find(({ addresses }) => addresses.includes('127.0.0.1'))
  if (advice !== null || loopback === undefined) {
    process.stdout.write(`e2e: no packets can be recorded here (${advice ?? 'no loopback interface'})\n`)
    if (advice !== null) await expect(live.dialog.getByRole('note')).toContainText(advice)
    return
  }
  const { name } = loopback
  await live.dialog.getByRole('radio', { name: new RegExp(`^${name} `) }).check()
  await live.dialog.getByRole('button', { name: 'More' }).click()
  await live.dialog.getByRole('textbox', { name: 'Segment length (seconds)' }).fill('1')
  const traffic = await startTraffic()
  await live.dialog.getByRole('button', { name: 'Start recording' }).click()
  await expect(live.stream(name)).toContainText('Recording')
  await expect(live.status).toContainText(`Recording ${name}`)
  await expect(window.getByRole('img', { name: 'recording' })).toBeVisible()
  await expect.poll(async () => (await streamsOf(api))[0]?.classified ?? 0, { timeout: 60_000 }).toBeGreaterThan(20)
  await picture(window, info, 'recording')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const question = window.getByRole('alertdialog', { name: 'Close AnomalyX?' })
  await expect(question).toContainText(`${name} is being recorded.`)
  await question.getByRole('button', { name: 'Keep open' }).press('Enter')
  await expect(question).toBeHidden()
  await expect(live.stream(name)).toContainText('Recording')
  await traffic.stop()
  await live.action(name, 'Stop').click()
  // What was recorded before is still read to its end.
  await expect
    .poll(async () => (await streamsOf(api))[0], { timeout: 60_000 })
    .toMatchObject({ state: 'stopped', is_reading: false })
  await expect(window.getByRole('img', { name: 'recording' })).toHaveCount(0)

  const ofPort = await api.flows(`&q=${encodeURIComponent(`port:${traffic.port}`)}`)
  expect(ofPort.length).toBeGreaterThan(10)
  const [stream] = await streamsOf(api)
  const segments = await api.read<Segment[]>(`/streams/${stream?.id}/segments?limit=1000`)
  expect(segments.map(({ state }) => state).filter((state) => state !== 'ready')).toEqual([])
  const capture = await api.read<Capture>(`/captures/${stream?.capture_id}`)
  expect(capture).toMatchObject({ kind: 'stream', rejected: 0 })
})

for (const theme of ['light', 'dark'] as const) {
  test(`streams in ${theme}, to be looked at`, async ({ app, window, api, files_dir }, info) => {
    await wear(window, api, theme)
    const { incoming, putPackets, putFlows } = await makeIncoming(files_dir)
    const live = new LivePage(window)
    await goTo(window, 'Captures')
    for (const width of [1440, 800]) {
      await resize(app, window, width)
      await live.open()
      await expect(live.dialog.getByRole('status')).toHaveCount(0)
      await picture(window, info, `follow-interface-${width}-${theme}`)
      await expectAccessible(window, `interfaces, ${theme}, ${width}`)
      await live.choose('Folder')
      await live.dialog.getByRole('button', { name: 'More' }).click()
      await picture(window, info, `follow-folder-${width}-${theme}`)
      await window.keyboard.press('Escape')
    }
    await putPackets('first.pcap', 60)
    await putFlows('second.csv', 400)
    await live.followFolder(incoming, 'Branch office')
    const other = join(files_dir, 'other')
    await mkdir(other)
    await live.followFolder(other, 'Spare sensor')
    await expect(live.segments('Branch office')).toHaveText('2', { timeout: 60_000 })
    await live.action('Spare sensor', 'Pause').click()
    await expect(live.stream('Spare sensor')).toContainText('Paused')
    for (const width of [1440, 800]) {
      await resize(app, window, width)
      await picture(window, info, `live-${width}-${theme}`)
      await expectAccessible(window, `streams, ${theme}, ${width}`)
      await live.segments('Branch office').click()
      await expect(window.getByRole('table', { name: 'Segments' })).toBeVisible()
      await picture(window, info, `segments-${width}-${theme}`)
      await window.keyboard.press('Escape')
    }
  })
}

async function resize(app: ElectronApplication, window: Page, width: number): Promise<void> {
  const height = width === 800 ? 600 : 900
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height), {
    width,
    height,
  })
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(width)
}

async function picture(window: Page, info: TestInfo, name: string): Promise<void> {
  await untilWhole(window)
  const message = window.getByRole('button', { name: 'Close message' })
  if (await message.isVisible()) await message.click()
  const path = join(dirname(info.outputDir), 'screens', `${name}.png`)
  await mkdir(dirname(path), { recursive: true })
  await window.mouse.move(720, 2)
  await window.screenshot({ path, animations: 'disabled' })
  await info.attach(name, { path, contentType: 'image/png' })
}
