import { beforeAll, describe, expect, test } from 'vitest'

import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'
import { readReport } from '../testing/report.ts'

const served = useHttp()

beforeAll(async () => {
  await served.app.importFile(await writeCsv(served.folder.at('day.csv'), simulatedCapture('corrected', 600)))
}, 60_000)

describe('GET /report', () => {
  test('is a page that a browser shows, with the numbers of the API', async () => {
    const response = await served.server.get('/report?q=type:DDoS&capture_id=1')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': expect.stringMatching(/^inline; filename="anomalyx-report-[\d-]+\.html"$/) as string,
      'content-security-policy': expect.stringContaining(`default-src 'none'`) as string,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    const text = await response.text()
    const { figure, alert_ids, forbidden } = readReport(text)
    const overview = (await (await served.server.get('/charts/overview?capture_id=1')).json()) as { threats: number }
    const alerts = (await (await served.server.get('/alerts?q=type:DDoS')).json()) as { id: number }[]
    expect(figure('threats')).toBe(overview.threats)
    expect(alert_ids).toEqual(alerts.map(({ id }) => id))
    expect(forbidden).toEqual([])
    expect(text).toContain('<bdi>ANOMALYX_API_TOKEN</bdi>')
  })

  test('has its file name in the OpenAPI document, as every answer that is a file', async () => {
    const { paths } = (await (await served.server.get('/openapi.json')).json()) as {
      paths: Record<string, { get: { responses: Record<string, { headers?: Record<string, unknown> }> } }>
    }
    for (const path of ['/report', '/logs', '/logs/packets.pcapng'])
      expect(Object.keys(paths[path]?.get.responses['200']?.headers ?? {})).toContain('Content-Disposition')
  })

  test('names the person that the request names', async () => {
    const response = await served.server.get('/report', { headers: { 'X-AnomalyX-Person': 'Ana' } })
    expect(await response.text()).toContain('by <bdi>Ana</bdi>')
  })

  test('answers HEAD without the page', async () => {
    const response = await served.server.get('/report', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test.each([
    ['/report?capture_id=99', 404],
    ['/report?q=dport:', 422],
    ['/report?list=hosts', 422],
    ['/report?colour=red', 422],
  ])('%s is refused with %s', async (path, status) => {
    const response = await served.server.get(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  })

  test('needs the token', async () => {
    expect((await fetch(new URL('/report', served.server.address))).status).toBe(401)
  })
})
