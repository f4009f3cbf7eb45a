import { afterAll, beforeAll, expect, test } from 'vitest'

import { fuzzApi } from '../testing/api/fuzz-api.ts'
import { apiSamples } from '../testing/api/samples.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { startServer, type TestServer, TOKEN } from '../testing/server.ts'

const folder = useFolder()
let app: TestApp
let server: TestServer

beforeAll(async () => {
  const sample_path = await writeCsv(folder.at('sample.csv'), simulatedCapture('corrected', 61))
  // Answers are held against the document that scripts read, not against what made them.
  app = await startApp(folder.at('data'), { sample_path, check_outputs: false })
  server = await startServer(app, folder.at('data'))
  await app.importFile(await writeCsv(folder.at('ready.csv'), simulatedCapture('corrected', 300)))
})
afterAll(async () => {
  await server.close()
  await app.close()
})

test('every answer to what the OpenAPI document allows, and to what it does not, is one that it documents', async () => {
  const samples = await apiSamples((name) => folder.at(name))
  const statuses = await fuzzApi({ address: server.address, token: TOKEN, seed: 2, requests: 300, samples })
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 202, 401, 403, 404, 405, 415, 422]))
  expect((await fetch(`${server.address}/health`)).status).toBe(200)
  expect(app.logged.filter((message) => message.startsWith('http:'))).toEqual([])
  // Imports, rescorings and trainings that the requests ask for run meanwhile.
}, 60_000)
