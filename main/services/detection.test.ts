import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Flow } from '../../contract/flows.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, writeBundle } from '../testing/bundles.ts'
import { type CaptureLines, simulatedCapture } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

type Entry = Record<string, string>

const folder = useFolder()

function entriesOf({ header, rows }: CaptureLines): Entry[] {
  const names = header.split(',').map((name) => name.trim())
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at] ?? '', cell])))
}

async function everyFlow(app: TestApp): Promise<Flow[]> {
  const flows: Flow[] = []
  let cursor: string | null | undefined
  do {
    const page = await app.call('flows.list', { limit: 1000, ...(cursor ? { cursor } : {}) })
    flows.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return flows
}

const classify = async (app: TestApp, log_entries: Entry[]) =>
  (await app.call('detection.classify', { log_entries })).predictions

describe('requests that come at once', () => {
  /** Two flow meters, in requests of many sizes. */
  const requests = (['corrected', 'original'] as const).flatMap((layout) => {
    const entries = entriesOf(simulatedCapture(layout, 300))
    return [1, 2, 10, 1, 37, 100].map((size, at) => entries.slice(at * 10, at * 10 + size))
  })
  const flow_count = requests.flat().length
  let together: TestApp
  let alone: TestApp

  beforeAll(async () => {
    together = await startApp(folder.at('together'))
    alone = await startApp(folder.at('alone'))
  })
  afterAll(async () => {
    await together.close()
    await alone.close()
  })

  test('get the answers that each would get alone, and every flow is stored once', async () => {
    const expected: Awaited<ReturnType<typeof classify>>[] = []
    for (const request of requests) expected.push(await classify(alone, request))
    // Each is sent before any is answered; an order of its own shows whose answer is whose.
    const order = requests.map((_, at) => (at * 5) % requests.length)
    const answers = await Promise.all(order.map((at) => classify(together, requests[at] ?? [])))
    expect(answers).toEqual(order.map((at) => expected[at]))

    /** All but where a flow is kept and when it was sent. */
    const kept = (flows: Flow[]) =>
      flows
        .map((flow) => ({
          ...flow,
          id: '',
          capture_id: 0,
          timestamp: flow.timestamp_source === 'flow' && flow.timestamp,
        }))
        .map((flow) => JSON.stringify(flow))
        .sort()
    const [flows, flows_alone] = [await everyFlow(together), await everyFlow(alone)]
    expect(flows).toHaveLength(flow_count)
    expect(kept(flows)).toEqual(kept(flows_alone))
    const [captures, captures_alone] = await Promise.all(
      [together, alone].map(async (app) => (await app.call('captures.list', {})).items),
    )
    expect(captures).toHaveLength(1)
    expect(captures?.[0]).toMatchObject({ kind: 'detections', classified: flow_count, rejected: 0 })
    expect(captures?.[0]?.threats).toBe(captures_alone?.[0]?.threats)
    const alertsOf = async (app: TestApp) =>
      (await app.call('alerts.list', { limit: 1000 })).items
        .map(({ threat_type, flow_count, source_ip, destination_ip }) =>
          JSON.stringify({ threat_type, flow_count, source_ip, destination_ip }),
        )
        .sort()
    expect(await alertsOf(together)).toEqual(await alertsOf(alone))
  })

  test('are charted by the number of the flow in its capture', async () => {
    const entries = entriesOf(simulatedCapture('corrected', 300))
    const before = (await together.call('captures.list', {})).items[0]?.classified ?? 0
    await Promise.all(Array.from({ length: 4 }, () => classify(together, entries)))
    await classify(together, entries)
    const capture = (await together.call('captures.list', {})).items[0]
    expect(capture?.classified).toBe(before + 5 * 300)
    const { series } = await together.call('charts.overview', { capture_id: capture?.id })
    const flows = series.buckets.map(({ start, by_threat_type }) => [
      start,
      by_threat_type.reduce((sum, each) => sum + each.flows, 0),
    ])
    expect(series.bucket_width).toBe(1000)
    expect(flows).toEqual([
      [expect.any(Number), 1000],
      [expect.any(Number), before + 500],
    ])
  })

  test('that are faulty are refused alone', async () => {
    const [whole = {}] = entriesOf(simulatedCapture('corrected', 40))
    const total = async () => (await together.call('flows.list', { limit: 1 })).total ?? NaN
    const before = await total()
    const [first, second, third] = await Promise.allSettled([
      classify(together, [whole]),
      classify(together, [whole, { 'Flow Duration': '7' }]),
      classify(together, [whole, whole]),
    ])
    expect(first).toMatchObject({ status: 'fulfilled', value: [{ id: 1 }] })
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'invalid_input' } })
    expect(third).toMatchObject({ status: 'fulfilled', value: [{ id: 1 }, { id: 2 }] })
    expect(await total()).toBe(before + 3)
  })

  test('begin another capture when that of the day was deleted', async () => {
    const [whole = {}] = entriesOf(simulatedCapture('corrected', 40))
    const latest = async () => (await together.call('captures.list', {})).items[0]
    const before = await latest()
    await together.call('captures.delete', { id: before?.id ?? 0 })
    await Promise.all([classify(together, [whole]), classify(together, [whole, whole])])
    const after = await latest()
    expect(after?.id).toBeGreaterThan(before?.id ?? 0)
    expect(after).toMatchObject({ kind: 'detections', name: before?.name, classified: 3 })
    expect((await together.call('flows.list', {})).total).toBe(3)
  })

  test('follow a change of the settings', async () => {
    const [whole = {}] = entriesOf(simulatedCapture('corrected', 40))
    await together.call('settings.update', { confidence_threshold: 0.75 })
    await classify(together, [whole])
    expect((await together.call('captures.list', {})).items[0]).toMatchObject({
      kind: 'detections',
      classified: 1,
      confidence_threshold: 0.75,
    })
  })
})

test('a flow to which the model has no answer refuses its own request and no other', async () => {
  const bundle_dir = await writeBundle(
    folder.at('tcp-only'),
    linearGraph([
      [0.1, 0.6],
      [0.2, 0.1],
    ]),
    {
      features: ['Flow Duration'],
      preprocessing: {
        missing: [{ feature: 'Flow Duration', value: 0 }],
        one_hot: [{ field: 'protocol', values: [6], unknown: 'refuse' }],
      },
    },
  )
  const app = await startApp(folder.at('refusing'), { bundle_dir })
  const [whole = {}] = entriesOf(simulatedCapture('corrected', 40))
  const timeless = {
    ...{ 'Flow Duration': '1', 'Flow Packets/s': '0', 'Fwd Packets/s': '0', 'Bwd Packets/s': '0', 'Flow Bytes/s': '0' },
    ...{ 'Flow IAT Mean': '0', 'Flow IAT Max': '0', 'Flow IAT Min': '0' },
  }
  const [tcp, icmp] = [6, 1].map((protocol) => ({ ...whole, ...timeless, Protocol: String(protocol) }))
  const requests = [[tcp], [tcp, icmp], [tcp, tcp, tcp], [icmp], [tcp]] as Entry[][]
  const answers = await Promise.allSettled(requests.map((request) => classify(app, request)))
  const refused = (sentence: string) => ({
    status: 'rejected',
    reason: { code: 'model_refused', message: expect.stringContaining(sentence) as string },
  })
  expect(answers).toMatchObject([
    { status: 'fulfilled', value: [{ id: 1 }] },
    refused('The flow on line 2 has protocol 1'),
    { status: 'fulfilled', value: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    refused('The flow on line 1 has protocol 1'),
    { status: 'fulfilled', value: [{ id: 1 }] },
  ])
  expect((await app.call('flows.list', {})).total).toBe(5)
  await app.close()
})
