import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'

import { expect, onTestFinished, test } from 'vitest'

import { startApp } from '../../testing/app.ts'
import { csvText, writeCsv } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { found } from '../../testing/found.ts'
import { alertsOf, countsOf, ended, orderedCapture, pieces, startStream, streamThat } from '../../testing/live.ts'
import { until } from '../../testing/processes.ts'

const folder = useFolder()

/** AnomalyX with a real folder to follow. */
async function openFolder(name: string) {
  const target = folder.at(`${name}-target`)
  await mkdir(target)
  const start = async () => {
    const app = await startApp(folder.at(name))
    onTestFinished(async () => {
      await app.close()
    })
    return { app, target }
  }
  return { ...(await start()), again: start }
}

test('files that come into a folder are read, one after another; a broken one is told, and none is read twice', async () => {
  const live = await openFolder('files')
  const parts = pieces(orderedCapture(900), 3)
  const { id } = await startStream(live)
  // A file comes in as a whole, as programs that rotate files do it.
  const come = async (name: string, text: string) => {
    await writeFile(folder.at(name), text)
    await rename(folder.at(name), `${live.target}/${name}`)
  }
  await come('1.csv', csvText(found(parts[0])))
  await come('2.csv', 'no,flows\n1,2\n')
  await streamThat(live, id, ended(2))
  await live.app.close()
  const again = await live.again()
  await come('3.csv', csvText(found(parts[1])))
  const stream = await streamThat(again, id, ended(3))
  expect(stream).toMatchObject({ state: 'running', segments: 2, failed_segments: 1, classified: 600 })
  await again.app.call('streams.pause', { id })
  await come('4.csv', csvText(found(parts[2])))
  await again.app.call('streams.resume', { id })
  expect(await streamThat(again, id, ended(4))).toMatchObject({ classified: 900, segments: 3 })
})

test('a table that grows is read in pieces, and raises what it raises as a whole', async () => {
  const live = await openFolder('growing')
  const whole = orderedCapture(1500)
  const [first, ...others] = pieces(whole, 3)
  const { id } = await startStream(live, { segment_seconds: 1 })
  const path = await writeCsv(`${live.target}/growing.csv`, found(first))
  let rows = found(first).rows.length
  for (const { rows: lines } of others) {
    await streamThat(live, id, ({ classified }) => classified >= rows)
    await appendFile(path, `${lines.join('\n')}\n`)
    rows += lines.length
  }
  const { capture_id, classified } = await streamThat(live, id, (stream) => stream.classified >= rows)
  expect(classified).toBe(1500)
  await live.app.call('streams.stop', { id })
  await until(async () =>
    (await live.app.call('streams.segments', { id })).items.every(({ state }) => state === 'ready'),
  )
  const { started_as } = await live.app.importFile(await writeCsv(folder.at('whole.csv'), whole))
  const [followed, imported] = await Promise.all(
    [found(capture_id), started_as].map((each) => live.app.call('captures.get', { id: each })),
  )
  expect(countsOf(found(followed))).toEqual(countsOf(found(imported)))
  expect(await alertsOf(live.app, found(capture_id))).toEqual(await alertsOf(live.app, started_as))
})

test('a name with a line break is one line of the log', async () => {
  const live = await openFolder('broken-name')
  const { id } = await startStream(live)
  await writeFile(folder.at('broken.csv'), 'no,flows\n1,2\n')
  await rename(folder.at('broken.csv'), `${live.target}/two\nlines.csv`)
  await streamThat(live, id, ended(1))
  const told = live.app.logged.filter((line) => line.includes('lines.csv'))
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/^stream 1: segment two\\x0alines\.csv: .+$/)
})
