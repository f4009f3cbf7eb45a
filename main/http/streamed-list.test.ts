import { beforeAll, describe, expect, test } from 'vitest'

import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'
import { startServer, TOKEN } from '../testing/server.ts'
import { openSocket, requestHead } from '../testing/socket.ts'

const served = useHttp({ limits: { answer_idle_ms: 500, requests: 2 } })

/** More than two pages of the store. */
const ROWS = 12_000
const REJECTED = 11_000

beforeAll(async () => {
  const { header, rows } = repeatRows(simulatedCapture('corrected', 3000), ROWS + REJECTED)
  const path = await writeCsv(served.folder.at('flows.csv'), {
    header,
    rows: rows.map((row, at) => (at < REJECTED ? withCell(header, row, 'Flow Duration', '=cmd|x') : row)),
  })
  expect(await served.app.importFile(path)).toMatchObject({ status: 'done', classified: ROWS, rejected: REJECTED })
}, 60_000)

const csvOf = async (path: string) => {
  const response = await served.server.get(path, { headers: { Accept: 'text/csv' } })
  const lines = (await response.text()).trimEnd().split('\n')
  return { response, header: lines[0]?.split(',') ?? [], lines: lines.slice(1) }
}

describe('a whole list', () => {
  test('has every flow once, in the order of the pages, whatever limit is asked for', async () => {
    const { response, header, lines } = await csvOf('/logs?limit=3')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(lines).toHaveLength(ROWS)
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(ROWS)
    const first = (await served.app.call('flows.list', { limit: 1000 })).items
    expect(lines.slice(0, 1000).map((line) => line.split(',')[header.indexOf('id')])).toEqual(first.map(({ id }) => id))
  })

  test('has every rejected row, and none of its cells is a formula', async () => {
    const { header, lines } = await csvOf('/captures/1/rejected-rows')
    expect(header).toEqual(['line_number', 'column', 'value', 'reason', 'segment_id'])
    expect(lines).toHaveLength(REJECTED)
    expect(lines.every((line) => !/(^|,)"?=/.test(line))).toBe(true)
  })

  test.each(['/alerts', '/captures', '/jobs'])('is complete: %s', async (path) => {
    const total = Number((await served.server.get(`${path}?limit=1`)).headers.get('x-total-count'))
    expect((await csvOf(path)).lines).toHaveLength(total)
  })

  test.each(['application/jsonl', 'application/x-ndjson'])(
    'as %s has the objects of the pages, one a line',
    async (type) => {
      const response = await served.server.get('/logs?q=dport:80', { headers: { Accept: type } })
      expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="list.jsonl"')
      const lines = (await response.text()).trimEnd().split('\n')
      const pages: unknown[] = []
      for (let cursor: string | undefined; ;) {
        const page = await served.app.call('flows.list', { q: 'dport:80', limit: 1000, cursor })
        pages.push(...page.items)
        if (page.next_cursor === null) break
        cursor = page.next_cursor
      }
      expect(pages.length).toBeGreaterThan(1000)
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(pages)
    },
  )

  test('has a column for each feature that is asked for', async () => {
    const features = 'Flow IAT Mean,Flow Bytes/s'
    const { header, lines } = await csvOf(`/logs?q=dport:80&features=${encodeURIComponent(features)}`)
    expect(header.slice(-2).join(',')).toBe(features)
    const [first] = (await served.app.call('flows.list', { q: 'dport:80', limit: 1, features: ['Flow IAT Mean'] }))
      .items
    const mean = first?.features?.['Flow IAT Mean']
    expect(mean).toBeGreaterThan(0)
    expect(lines[0]?.split(',').at(-2)).toBe(String(mean))
    expect((await served.server.get('/logs?features=Nonsense')).status).toBe(422)
  })

  test('as JSON lines is empty when nothing is listed', async () => {
    const response = await served.server.get('/logs?q=src:203.0.113.250', { headers: { Accept: 'application/jsonl' } })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('begins where a cursor says', async () => {
    const { next_cursor } = await served.app.call('flows.list', { limit: 1000 })
    expect((await csvOf(`/logs?cursor=${next_cursor ?? ''}`)).lines).toHaveLength(ROWS - 1000)
  })

  test.each([
    ['/captures/99/rejected-rows', 404],
    ['/logs?cursor=nonsense', 422],
    ['/logs?limit=0', 422],
  ])('that cannot begin is a problem: %s', async (path, status) => {
    const { response } = await csvOf(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  })

  test('that nobody reads is dropped, is read no further, and gives its slot back', async () => {
    const readers = await Promise.all([1, 2].map(() => openSocket(served.server.port, { reads: false })))
    // Several on each, since the operating system takes one list without anyone reading it.
    for (const { send } of readers) {
      send(requestHead('GET', '/logs', { Authorization: `Bearer ${TOKEN}`, Accept: 'text/csv' }).repeat(20))
    }
    await Promise.all(readers.map(({ closed }) => closed()))
    await expect.poll(async () => (await served.server.get('/settings')).status).toBe(200)
  })

  test('breaks off when it cannot be read to its end, so that a part never looks like the whole', async () => {
    const path = await writeCsv(served.folder.at('gone.csv'), repeatRows(simulatedCapture('original', 100), 100))
    const { started_as } = await served.app.importFile(path)
    let asked = 0
    const failing = await startServer(
      {
        ...served.app,
        dispatch: async (name, input, context) => {
          const page = await served.app.dispatch(name, input, { ...context, page_items: 40 })
          if (++asked === 2) throw new Error('the store is gone')
          return page
        },
      },
      served.folder.at('data'),
    )
    const response = await failing.get(`/logs?capture_id=${String(started_as)}`, { headers: { Accept: 'text/csv' } })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect(served.app.logged.join()).toContain('flows.list as csv broke off')
    await failing.close()
  })
})

test.each([
  ['text/csv;q=0, application/json', 'application/json'],
  ['text/csv;q=0.1, application/json', 'application/json'],
  ['application/json;q=0.1, text/csv', 'text/csv'],
  ['text/html, */*;q=0.8', 'application/json'],
])('a list is what is wanted most by "%s"', async (accept, type) => {
  const response = await served.server.get('/logs?limit=1', { headers: { Accept: accept } })
  expect(response.headers.get('content-type')).toMatch(new RegExp(`^${type}`))
  await response.text()
})
