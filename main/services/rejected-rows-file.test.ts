import { mkdir, readdir, readFile } from 'node:fs/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { startServer, type TestServer } from '../testing/server.ts'

const folder = useFolder()
let app: TestApp
let server: TestServer
let chosen: string | null = null
let suggested = ''

/** More rejected rows than a page holds, among them one that a spreadsheet would run. */
const FAULTY = 2500

beforeAll(async () => {
  app = await startApp(folder.at('data'), {
    chooseSavePath: (name) => {
      suggested = name
      return Promise.resolve(chosen)
    },
  })
  server = await startServer(app, folder.at('data'))
  const { header, rows } = simulatedCapture('original', 40)
  const faulty = Array.from({ length: FAULTY }, (_, at) =>
    withCell(header, rows[at % rows.length] ?? '', 'Flow Duration', at === 0 ? '=HYPERLINK' : `soon ${String(at)}`),
  )
  await app.importFile(await writeCsv(folder.at('faulty.csv'), { header, rows: [...rows, ...faulty] }))
})
afterAll(async () => {
  await server.close()
  await app.close()
})

test('all rejected rows are saved where a person wants them, once they are complete', async () => {
  await mkdir(folder.at('out'))
  chosen = folder.at('out/rejected.csv')
  expect(await app.call('captures.saveRejectedRows', { id: 1 })).toEqual({ path: chosen, rows: FAULTY })
  expect(suggested).toBe('faulty-rejected-rows.csv')
  expect(await readdir(folder.at('out'))).toEqual(['rejected.csv'])
  const lines = (await readFile(chosen, 'utf8')).trimEnd().split('\n')
  expect(lines).toHaveLength(1 + FAULTY)
  expect(lines.slice(0, 3)).toEqual([
    'line_number,column,value,reason,segment_id',
    "42,Flow Duration,'=HYPERLINK,is not a finite number,",
    '43,Flow Duration,soon 1,is not a finite number,',
  ])
})

test('a person may change their mind, and is told when the place cannot be written', async () => {
  chosen = null
  expect(await app.call('captures.saveRejectedRows', { id: 1 })).toEqual({ path: null, rows: 0 })
  chosen = folder.at('nowhere/rejected.csv')
  const error = await failureOf(app.call('captures.saveRejectedRows', { id: 1 }))
  expect(error).toMatchObject({ code: 'unreadable_file' })
  expect(error.message).toContain('cannot be written')
  expect((await failureOf(app.call('captures.saveRejectedRows', { id: 99 }))).code).toBe('not_found')
})

test('over HTTP every list comes as CSV when that is asked for, over all its pages', async () => {
  chosen = folder.at('same.csv')
  await app.call('captures.saveRejectedRows', { id: 1 })
  const response = await server.get('/captures/1/rejected-rows', { headers: { Accept: 'text/csv' } })
  expect(response.headers.get('content-type')).toContain('text/csv')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="rejectedRows.csv"')
  expect(await response.text()).toBe(await readFile(chosen, 'utf8'))

  const captures = (await (await server.get('/captures', { headers: { Accept: 'text/csv' } })).text()).split('\n')
  expect(captures[0]).toContain('id,kind,name,status,sha256')
  expect(captures[1]).toContain('1,file,faulty.csv,ready,')
  expect((await server.get('/captures/9/rejected-rows', { headers: { Accept: 'text/csv' } })).status).toBe(404)
})
