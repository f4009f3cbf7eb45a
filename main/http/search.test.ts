import { beforeAll, describe, expect, test } from 'vitest'

import type { Flow } from '../../contract/flows.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'

const served = useHttp()
let flows: Flow[] = []

beforeAll(async () => {
  const path = await writeCsv(served.folder.at('flows.csv'), simulatedCapture('corrected', 900))
  expect(await served.app.importFile(path)).toMatchObject({ status: 'done' })
  flows = (await served.app.call('flows.list', { limit: 1000 })).items
})

const path = (list: string, q: string, more: Record<string, string> = {}) =>
  `${list}?${new URLSearchParams({ q, ...more }).toString()}`

/** Every item of a list, along the `Link` headers. */
async function everyItem(first: string): Promise<{ items: unknown[]; totals: (string | null)[] }> {
  const items: unknown[] = []
  const totals: (string | null)[] = []
  for (let next: string | undefined = first; next !== undefined;) {
    const response: Response = await served.server.get(next)
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('x-search-progress') ?? '1')).toBeLessThanOrEqual(1)
    totals.push(response.headers.get('x-total-count'))
    items.push(...((await response.json()) as unknown[]))
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  }
  return { items, totals }
}

describe('a query over HTTP', () => {
  test('finds flows page by page, as CSV too', async () => {
    const { destination_port = 0, protocol = 0 } = flows.find((flow) => flow.destination_port !== null) ?? {}
    const expected = flows.filter((flow) => flow.destination_port === destination_port && flow.protocol === protocol)
    const q = `dport:${String(destination_port)} proto:${String(protocol)}`
    expect((await everyItem(path('/logs', q, { limit: '3' }))).items).toEqual(expected)
    const { items, totals } = await everyItem(path('/logs', q, { limit: '1000' }))
    expect([items.length, totals.at(-1)]).toEqual([expected.length, String(expected.length)])
    const csv = await (await served.server.get(path('/logs', q), { headers: { Accept: 'text/csv' } })).text()
    expect(csv.trimEnd().split('\n')).toHaveLength(expected.length + 1)
  })

  test('narrows with the other parameters', async () => {
    const [{ threat_type, capture_id } = { threat_type: '', capture_id: 0 }] = flows
    const { items } = await everyItem(
      path('/logs', 'packets>=0', { threat_type, capture_id: String(capture_id), limit: '1000' }),
    )
    expect(items).toEqual(flows.filter((flow) => flow.threat_type === threat_type))
  })

  test('finds alerts, and tells how many there are', async () => {
    const { items: all } = await served.app.call('alerts.list', { limit: 1000 })
    const expected = all.filter(({ severity, flow_count }) => severity !== 'low' && flow_count > 2)
    expect(expected.length).toBeGreaterThan(1)
    const { items, totals } = await everyItem(path('/alerts', 'severity>=medium flows>2', { limit: '1' }))
    expect(items).toEqual(expected)
    expect(new Set(totals)).toEqual(new Set([String(expected.length)]))
  })

  test.each([
    ['/logs', 'dport:80 srt:10.0.0.1', 'q[9:12]', 'There is no field "srt". Did you mean src?'],
    ['/logs', 'state:open', 'q[0:5]', 'state is a field of alerts; flows have none.'],
    ['/logs', 'type:DDos,Nonsense', 'q[10:18]', /The type is "Nonsense", which is no threat type here/],
    ['/alerts', 'dport:80 (', 'q[9:10]', 'Something must follow this.'],
    ['/alerts', 'severity:hihg', 'q[9:13]', /Did you mean high\?/],
  ])('that is wrong is refused with its place: %s?q=%s', async (list, q, where, reason) => {
    const response = await served.server.get(path(list, q))
    expect([response.status, response.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    const { problems } = (await response.json()) as { problems: { where: string; reason: string }[] }
    expect(problems).toEqual([
      { where, reason: (typeof reason === 'string' ? reason : expect.stringMatching(reason)) as string },
    ])
  })

  test('agrees with the figures of each flow', async () => {
    const ids = flows.map(({ id }) => id)
    const { items } = await served.app.call('flows.traffic', { ids: [...ids, '99-1'] })
    expect(items.map(({ id }) => id)).toEqual([...ids, '99-1'])
    expect(items.at(-1)).toMatchObject({ duration_us: null, forward_bytes: null })
    const known = items.slice(0, -1)
    const [least] = known.map(({ forward_bytes, backward_bytes }) => Number(forward_bytes) + Number(backward_bytes))
    const q = `bytes>=${String(least)} duration>1ms`
    const expected = known.filter(
      (flow) =>
        Number(flow.forward_bytes) + Number(flow.backward_bytes) >= Number(least) && Number(flow.duration_us) > 1000,
    )
    expect(expected.length).toBeGreaterThan(0)
    const found = (await everyItem(path('/logs', q, { limit: '1000' }))).items as Flow[]
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
  })

  test('of blanks asks for everything', async () => {
    expect((await served.server.get(path('/logs', '  '))).headers.get('x-total-count')).toBe(String(flows.length))
  })
})
