import { mkdir, readdir, readFile, rename, symlink } from 'node:fs/promises'

import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { ended, startStream, streamThat } from '../testing/live.ts'

const folder = useFolder()

/** AnomalyX with a place that every file is saved to. */
async function appSavingTo(name: string) {
  const place = { chosen: '' }
  const app = await startApp(folder.at(name), { chooseSavePath: () => Promise.resolve(place.chosen) })
  onTestFinished(async () => {
    await app.close()
  })
  return { app, place }
}

/** Every way to save something of a capture. */
const SAVINGS: readonly (readonly [string, (app: TestApp) => Promise<unknown>])[] = [
  ['flows', (app) => app.call('exports.flows', { format: 'csv' })],
  ['alerts', (app) => app.call('exports.alerts', { format: 'csv' })],
  ['a report', (app) => app.call('reports.save', {})],
  ['rejected rows', (app) => app.call('captures.saveRejectedRows', { id: 1 })],
]

describe('no output replaces', () => {
  beforeAll(async () => {
    await mkdir(folder.at('followed'))
    await symlink(folder.at('followed'), folder.at('linked'))
    await symlink(folder.at('followed/read.csv'), folder.at('link.csv'))
  })

  test('a file of a folder that was followed, by whatever name it is given', async () => {
    const { app, place } = await appSavingTo('streams')
    const path = folder.at('followed/read.csv')
    await rename(await writeCsv(folder.at('new.csv'), simulatedCapture('corrected', 100)), path)
    const live = { app, target: folder.at('followed') }
    const { id } = await startStream(live)
    await streamThat(live, id, ended(1))
    await app.call('streams.stop', { id })
    const before = await readFile(path)
    for (const chosen of [path, folder.at('linked/read.csv'), folder.at('link.csv')]) {
      place.chosen = chosen
      for (const [what, save] of SAVINGS) {
        await expect(save(app), what).rejects.toThrow('is in the folder of the stream net, which reads such files')
      }
    }
    expect((await readFile(path)).equals(before)).toBe(true)
    // Another name is free, also a second time.
    for (const times of [1, 2]) {
      place.chosen = folder.at('followed/report.html')
      expect(await app.call('reports.save', {}), String(times)).toEqual({ path: place.chosen })
    }
  }, 60_000)

  test('a file that AnomalyX keeps of a stream', async () => {
    const { app, place } = await appSavingTo('kept')
    await mkdir(folder.at('kept/streams/7'), { recursive: true })
    place.chosen = await writeCsv(folder.at('kept/streams/7/piece.csv'), simulatedCapture('corrected', 5))
    await expect(app.call('reports.save', {})).rejects.toThrow('is a file that AnomalyX keeps')
  })

  test('the file of an import that is under way', async () => {
    const { app, place } = await appSavingTo('importing')
    const path = await writeCsv(folder.at('large.csv'), repeatRows(simulatedCapture('corrected', 1000), 60_000))
    const before = await readFile(path)
    const { job_id } = await app.call('captures.import', { path, allow_repeat: false })
    await app.jobUnderWay(job_id)
    place.chosen = path
    await expect(app.call('exports.flows', { format: 'csv' })).rejects.toThrow('is the file of an imported capture')
    await expect(app.call('reports.save', {})).rejects.toThrow('is the file of an imported capture')
    expect((await readFile(path)).equals(before)).toBe(true)
    expect((await readdir(folder.path)).filter((name) => name.includes('partial'))).toEqual([])
  }, 60_000)
})
