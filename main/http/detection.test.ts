import { readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { FEATURES } from '../flow/features.ts'
import { simulatedCapture } from '../testing/captures.ts'
import { casePath } from '../testing/cases.ts'
import { useHttp } from '../testing/http.ts'
import { nextPage } from '../testing/requests.ts'

const served = useHttp()

const { header, rows } = simulatedCapture('original', 400)
const names = header.split(',').map((name) => name.trim())
/** A flow as a script sends it: column name -> number, or the text that is no number. */
const entryOf = (row: string) =>
  Object.fromEntries(
    row.split(',').map((cell, at) => [names[at] ?? '', Number.isNaN(Number(cell)) ? cell : Number(cell)]),
  )
const detect = (log_entries: unknown) => served.server.send('POST', '/threat-detection', { log_entries })

const PredictionsSchema = z.strictObject({
  predictions: z.array(z.strictObject({ id: z.int(), threat_type: z.string(), confidence: z.number().min(0).max(1) })),
})
const ProblemBodySchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  problems: z.array(z.object({ where: z.string(), reason: z.string() })).optional(),
})
const LogSchema = z.array(
  z.object({
    id: z.string(),
    timestamp: z.string(),
    threat_type: z.string(),
    confidence: z.number(),
    capture_id: z.number(),
  }),
)

describe('GET /health', () => {
  test('is {"status":"ok"} and nothing else', async () => {
    const response = await fetch(`${served.server.address}/health`)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('{"status":"ok"}')
  })
})

describe('POST /threat-detection', () => {
  test('answers one prediction an entry, with ids from 1 in their order', async () => {
    const response = await detect(rows.slice(0, 5).map(entryOf))
    expect(response.status).toBe(200)
    const { predictions } = PredictionsSchema.parse(await response.json())
    expect(predictions.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
  })

  test('knows an attack in the order it was sent in', async () => {
    const labels = rows.map((row) => row.split(',').at(-1))
    const attack = entryOf(rows[labels.indexOf('DDoS')] ?? '')
    const benign = entryOf(rows[labels.indexOf('BENIGN')] ?? '')
    const { predictions } = PredictionsSchema.parse(await (await detect([benign, attack, benign])).json())
    expect(predictions.map(({ threat_type }) => threat_type)).toEqual(['Benign', 'DDoS', 'Benign'])
  })

  test('takes the names of the other release, and any case', async () => {
    const { header: other, rows: flows } = simulatedCapture('corrected', 40)
    const entry = Object.fromEntries(
      other.split(',').map((name, at) => [name.toUpperCase(), flows[0]?.split(',')[at] ?? '']),
    )
    expect((await detect([entry])).status).toBe(200)
  })

  test('refuses an entry without features or with words in them, and names both', async () => {
    const whole = entryOf(rows[0] ?? '')
    const lacking = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'Idle Min'))
    const response = await detect([whole, lacking, { ...whole, 'Flow Duration': 'long' }])
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = ProblemBodySchema.parse(await response.json())
    expect(problem.status).toBe(422)
    expect(problem.detail).toContain('log_entries[1] lacks Idle Min')
    expect(problem.problems).toEqual([
      { where: 'log_entries[1]', reason: 'lacks Idle Min' },
      { where: 'log_entries[2]', reason: 'has no number for Flow Duration' },
    ])
  })

  test('fills nothing in: the example of two features is refused with the names of the others', async () => {
    const response = await detect([{ 'Destination Port': 80, 'Flow Duration': 1000 }])
    expect(response.status).toBe(422)
    expect(ProblemBodySchema.parse(await response.json()).detail).toContain('log_entries[0] lacks Total Fwd Packets')
  })

  test.each([[[]], ['x'], [{}], [[1]], [undefined]])('refuses %j as entries', async (entries) => {
    const response = await detect(entries)
    expect(response.status).toBe(422)
    expect(ProblemBodySchema.parse(await response.json()).detail).toMatch(/^log_entries/)
  })

  test('tells of texts that it left unread, as for a file', async () => {
    const odd = { ...entryOf(rows[0] ?? ''), Timestamp: 'soon', Label: 'nonsense' }
    expect((await detect([odd, odd])).status).toBe(200)
    const [capture] = z
      .array(z.object({ notices: z.array(z.string()), unread_cells: z.array(z.record(z.string(), z.unknown())) }))
      .parse(await (await served.server.get('/captures?limit=1')).json())
    expect(capture?.unread_cells).toEqual(
      expect.arrayContaining([
        { column: 'Label', value: 'nonsense', cells: 2 },
        { column: 'Timestamp', value: null, cells: 2 },
      ]),
    )
    expect(capture?.notices.join(' ')).toContain('None of the first 2 times could be read, such as "soon"')
  })

  test('tells of a flow meter that the model has not seen, as for a file', async () => {
    const request: unknown = JSON.parse(readFileSync(casePath('http-units/flows.json'), 'utf8'))
    const { log_entries } = z.object({ log_entries: z.array(z.unknown()) }).parse(request)
    expect((await detect(log_entries)).status).toBe(200)
    const [capture] = z
      .array(z.object({ notices: z.array(z.string()) }))
      .parse(await (await served.server.get('/captures?limit=1')).json())
    expect(capture?.notices).toEqual(
      expect.arrayContaining([
        'Durations in a request are seconds; they were converted to microseconds.',
        expect.stringContaining('The flows were measured by the Python cicflowmeter, but the model was trained on'),
      ]),
    )
  })

  test('tells of values that are missing, as for a file', async () => {
    const entry = entryOf(rows[0] ?? '')
    const none = { 'Flow Bytes/s': null, 'Flow Packets/s': 'NaN' }
    expect(
      (
        await detect([
          { ...entry, ...none },
          { ...entry, 'Flow Bytes/s': 'Infinity' },
        ])
      ).status,
    ).toBe(200)
    const [capture] = z
      .array(z.object({ missing_cells: z.array(z.record(z.string(), z.unknown())) }))
      .parse(await (await served.server.get('/captures?limit=1')).json())
    expect(capture?.missing_cells).toEqual(
      expect.arrayContaining([
        { feature: 'Flow Bytes/s', kind: 'empty', cells: 1 },
        { feature: 'Flow Packets/s', kind: 'nan', cells: 1 },
        { feature: 'Flow Bytes/s', kind: 'infinite', cells: 1 },
      ]),
    )
  })

  test('refuses more entries than it takes at once', async () => {
    const entry = Object.fromEntries(FEATURES.map(({ name }) => [name, 0]))
    expect((await detect(Array.from({ length: 10_001 }, () => ({})))).status).toBe(422)
    expect((await detect(Array.from({ length: 1000 }, () => entry))).status).toBe(200)
  })
})

describe('GET /logs', () => {
  test('shows what was detected, newest first, and alerts grew from it', async () => {
    const alertedFlows = async () => {
      const alerts = z.array(z.object({ flow_count: z.int() })).parse(await (await served.server.get('/alerts')).json())
      return alerts.reduce((sum, { flow_count }) => sum + flow_count, 0)
    }
    const total = async () => Number((await served.server.get('/logs?limit=1')).headers.get('x-total-count'))
    const [total_before, alerted_before] = [await total(), await alertedFlows()]
    await detect(rows.map(entryOf))
    const logs = LogSchema.parse(await (await served.server.get('/logs?limit=400')).json())
    expect(await total()).toBe(total_before + 400)
    const times = logs.map(({ timestamp }) => Date.parse(timestamp))
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    expect(times.every((time) => Math.abs(time - Date.now()) < 60_000)).toBe(true)
    const threats = logs.filter(
      ({ threat_type, confidence }) => !['Benign', 'Unknown'].includes(threat_type) && confidence >= 0.5,
    )
    expect(threats.length).toBeGreaterThan(50)
    expect((await alertedFlows()) - alerted_before).toBe(threats.length)
  })

  test('pages by the Link header through every flow once, with the filter kept', async () => {
    const seen: string[] = []
    let total: string | null = ''
    let next: string | null = `${served.server.address}/logs?threat_type=Benign&limit=37`
    while (next !== null) {
      const response = await served.server.get(next)
      expect(response.status).toBe(200)
      const page = LogSchema.parse(await response.json())
      expect(page.every(({ threat_type }) => threat_type === 'Benign')).toBe(true)
      expect(page.length).toBeGreaterThan(0)
      seen.push(...page.map(({ id }) => id))
      total = response.headers.get('x-total-count')
      next = nextPage(response)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(Number(total))
    expect(seen.length).toBeGreaterThan(100)
  })

  test('is empty for a threat type that no flow has, and not found for a capture or an alert that is not there', async () => {
    expect(await (await served.server.get('/logs?threat_type=Heartbleed&capture_id=1')).json()).toEqual([])
    const absent = ['/logs?capture_id=77', '/logs?alert_id=77', '/alerts?capture_id=77', '/logs?capture_id=77&q=port:1']
    for (const path of absent) expect([path, (await served.server.get(path)).status]).toEqual([path, 404])
  })

  test.each(['limit=0', 'limit=many', 'limit=1001', 'capture_id=', 'capture_id=-1', 'cursor=nonsense'])(
    'refuses %s with the name of the parameter',
    async (query) => {
      const response = await served.server.get(`/logs?${query}`)
      expect(response.status).toBe(422)
      expect(ProblemBodySchema.parse(await response.json()).detail.toLowerCase()).toContain(query.split('=')[0])
    },
  )
})

describe('GET /model-status', () => {
  test('tells the model, its classes and what was measured', async () => {
    const status = z
      .object({
        id: z.string(),
        status: z.string(),
        features: z.int(),
        classes: z.array(z.string()),
        metrics: z.array(z.object({ macro_f1: z.number() })),
      })
      .parse(await (await served.server.get('/model-status')).json())
    expect(status).toMatchObject({ status: 'ready', features: 76 })
    expect(status.classes).toContain('DDoS')
    expect(status.metrics.length).toBeGreaterThan(0)
  })
})
