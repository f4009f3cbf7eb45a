import { readFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { casePath } from '../testing/cases.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'
import { rawRequest, TOKEN } from '../testing/server.ts'

const served = useHttp()
const ProblemSchema = z.object({ detail: z.string(), problems: z.array(z.object({ where: z.string() })) })

beforeAll(async () => {
  await served.app.importFile(await writeCsv(served.folder.at('flows.csv'), simulatedCapture('corrected', 200)))
  await served.app.importFile(casePath('filters-ignored/capture.csv'))
})

describe('a parameter that an operation does not have', () => {
  test.each([
    ['/logs?source_ip=203.0.113.200', 'source_ip'],
    ['/logs?threatType=DDoS', 'threatType'],
    ['/logs?limit=1&sorted=asc', 'sorted'],
    ['/alerts?state=new', 'state'],
    ['/captures/1?verbose=1', 'verbose'],
    ['/captures/1?id=2', 'id'],
    ['/health?x', 'x'],
    ['/logs?=1', ''],
    ['/events?x=1', 'x'],
    ['/docs?x=1', 'x'],
    ['/openapi.json?x=1', 'x'],
    ['/docs-assets/swagger-start.js?x=1', 'x'],
  ])('is refused with those there are: %s', async (path, name) => {
    const response = await served.server.get(path)
    expect(response.status).toBe(422)
    const { detail, problems } = ProblemSchema.parse(await response.json())
    expect(detail).toMatch(/^(GET )?\/.* has no parameter ".*"\. (There are .*|It takes none)\.$/)
    expect(problems.map(({ where }) => where)).toEqual([name])
  })

  test('imports nothing in another zone than was meant', async () => {
    const body = await readFile(served.folder.at('flows.csv'))
    const response = await served.server.upload('/captures?utc_offset=-180&allow_repeat=true', body)
    expect(response.status).toBe(422)
    expect(ProblemSchema.parse(await response.json()).detail).toContain('utc_offset_minutes')
  })
})

test.each([
  ['/logs?limit=1&limit=2', 422, 'limit'],
  ['/logs?threat_type=DDoS&threat_type=Benign', 422, 'threat_type'],
  ['/logs?limit=0x10', 422, 'limit'],
  ['/logs?limit=1e1', 422, 'limit'],
  ['/logs?limit=+1', 422, 'limit'],
  ['/captures/1e0', 422, 'id'],
  ['/captures/1.0', 422, 'id'],
  ['/logs?limit=%zz', 400, '%zz'],
  ['/logs?%zz=1', 400, '%zz'],
  ['/captures/%zz', 400, '%zz'],
])('%s is answered %i, and the reason names %s', async (path, status, name) => {
  const answer = await rawRequest(served.server.port, path, { Authorization: `Bearer ${TOKEN}` })
  expect(answer.status).toBe(status)
  expect(z.object({ detail: z.string() }).parse(JSON.parse(answer.body)).detail).toContain(name)
})

test.each(['/logs', '/alerts'])('%s: a threat type that is none is refused with those there are', async (path) => {
  const response = await served.server.get(`${path}?threat_type=Ransomware`)
  expect(response.status).toBe(422)
  const { detail, problems } = ProblemSchema.parse(await response.json())
  expect(detail).toMatch(
    /^threat_type is "Ransomware", which is no threat type here\. There are Benign, Bot, .*Unknown/,
  )
  expect(problems.map(({ where }) => where)).toEqual(['threat_type'])
  expect((await served.server.get(`${path}?threat_type=Heartbleed`)).status).toBe(200)
})

test.each([
  ['/alerts?status=new', 'open, acknowledged, closed'],
  ['/alerts?severity=urgent', 'low, medium, high, critical'],
  ['/jobs?status=over', 'queued'],
])('%s is refused with the values there are', async (path, values) => {
  const response = await served.server.get(path)
  expect(response.status).toBe(422)
  expect(ProblemSchema.parse(await response.json()).detail).toContain(values)
})

test('a threat type in other capitals is the same one', async () => {
  const count = async (path: string) => (await served.server.get(path)).headers.get('x-total-count')
  expect(Number(await count('/logs?threat_type=ddos'))).toBeGreaterThan(0)
  expect(await count('/logs?threat_type=ddos')).toBe(await count('/logs?threat_type=DDoS'))
  expect(await count('/alerts?threat_type=ddos')).toBe(await count('/alerts?threat_type=DDoS'))
})

test('a body with a byte order mark is read, and one that is packed is refused as such', async () => {
  const headers = { 'Content-Type': 'application/json' }
  const body = '\ufeff{"theme":"dark"}'
  expect((await served.server.get('/settings', { method: 'PATCH', headers, body })).status).toBe(200)
  const packed = { ...headers, 'Content-Encoding': 'gzip' }
  const response = await served.server.get('/settings', { method: 'PATCH', headers: packed, body: new Uint8Array(30) })
  expect(response.status).toBe(415)
  expect(z.object({ detail: z.string() }).parse(await response.json()).detail).toContain('Content-Encoding')
})

describe('a field that a body does not have', () => {
  test.each([
    ['POST', '/threat-detection', { log_entries: [{}], foo: 1 }, 'foo', 'There are log_entries.'],
    ['PATCH', '/settings', { confidence_treshold: 0.9 }, 'confidence_treshold', 'confidence_threshold'],
    ['PATCH', '/settings', { behaviour: { foo: 1 } }, 'behaviour.foo', 'There are '],
    ['PATCH', '/alerts/1', { status: 'open', foo: 1 }, 'foo', 'status'],
    ['POST', '/captures/1/scorings', { model_id: 'x', foo: 1 }, 'foo', 'There are model_id.'],
  ])('is refused with those there are: %s %s %j', async (method, path, body, name, there_are) => {
    const response = await served.server.send(method, path, body)
    expect(response.status).toBe(422)
    const { detail, problems } = ProblemSchema.parse(await response.json())
    expect(detail).toContain(`has no field "${name}". `)
    expect(detail).toContain(there_are)
    expect(problems.map(({ where }) => where)).toEqual([name])
  })

  test('is refused when it is one of the path, and says something else', async () => {
    const response = await served.server.send('PATCH', '/alerts/1', { id: 2, status: 'open' })
    expect(response.status).toBe(422)
    expect(ProblemSchema.parse(await response.json()).problems).toEqual([expect.objectContaining({ where: 'id' })])
  })

  test('changes nothing', async () => {
    const settings = async () => (await served.server.get('/settings')).json()
    const before = await settings()
    await served.server.send('PATCH', '/settings', { confidence_threshold: 0.9, foo: 1 })
    expect(await settings()).toEqual(before)
  })
})
