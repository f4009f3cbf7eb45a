import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ModelTrials } from '../engine/trials.ts'
import { openStore } from '../store/client.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { scoredBatch, type ScoredFlow } from '../testing/scored.ts'
import { findingKeyOf } from '../triage/finding.ts'
import { AlertService } from './alert-service.ts'
import { EventBus } from './event-bus.ts'
import { ModelLibrary } from './model-library.ts'
import { ThreatTypeFilter } from './threat-type-filter.ts'

const folder = useFolder()
const ADA = { actor: 'window', person: 'Ada' } as const
const SCRIPT = { actor: 'http', person: 'api-token' } as const
const MODEL = { model_sha256: 'b'.repeat(64), confidence_threshold: 0.5, novelty_budget: 0.01 }

let store: Store
let alerts: AlertService
beforeAll(async () => {
  store = await openStore(folder.at('decisions.sqlite'), () => undefined)
  // No alerts are asked for by threat type, so no model is looked at.
  const trials = new ModelTrials(
    () => {
      throw new Error('no model is tried here')
    },
    () => undefined,
  )
  const threat_types = new ThreatTypeFilter(store, new ModelLibrary(folder.path, folder.path, trials))
  alerts = new AlertService(store, new EventBus(() => undefined), threat_types)
})
afterAll(() => store.close())

const FLOODED = { destination_ip: '10.0.0.1', timestamp_us: 5e6 } as const
const ddos: ScoredFlow = { ...FLOODED, threat_type: 'DDoS' }
const bot: ScoredFlow = { threat_type: 'Bot', source_ip: '10.0.0.7', destination_ip: '10.0.0.8', timestamp_us: 6e6 }

async function captured(flows: readonly ScoredFlow[]) {
  const place = await store.captures.create({
    kind: 'file',
    name: 'x.csv',
    status: 'ready',
    sha256: null,
    size_bytes: 1,
    imported_at_us: 1,
    axis: 'time',
    model_id: 'first',
    ...MODEL,
  })
  await store.flows.append(handOver(scoredBatch(place, flows)))
  return place
}

async function newScoring(capture_id: number): Promise<number> {
  return store.scorings.create({ capture_id, model_id: 'second', ...MODEL, created_at_us: 2 })
}

/** The flows of a capture by another model, which is shown from then on. */
async function rescored(capture_id: number, flows: readonly ScoredFlow[]): Promise<number> {
  const scoring_id = await newScoring(capture_id)
  // In two batches: the second finds what the first has raised.
  await store.flows.appendToScoring(handOver(scoredBatch({ capture_id, scoring_id }, flows)))
  await store.flows.appendToScoring(
    handOver(scoredBatch({ capture_id, scoring_id }, flows, { first_flow_number: flows.length + 1 })),
  )
  await store.scorings.finish(scoring_id, 0, 3)
  await store.scorings.show(scoring_id)
  return scoring_id
}

const list = async (capture_id: number, raised = true) => (await alerts.list({ raised, capture_id, limit: 10 })).items
const idOf = async (capture_id: number, threat_type: string) =>
  (await list(capture_id)).find((alert) => alert.threat_type === threat_type)?.id ?? 0

describe('what was decided on an alert', () => {
  test('holds for the same flows under another scoring, whatever that says of their number', async () => {
    const { capture_id, scoring_id } = await captured([ddos, bot])
    const id = await idOf(capture_id, 'DDoS')
    const decided = await alerts.update(id, { status: 'closed', note: 'load test' }, ADA)
    const other_id = await rescored(capture_id, [ddos, ddos, bot])
    const shown = { scoring_id: other_id, shown_scoring_id: other_id, shown_model_id: 'second' }
    expect(await alerts.get(id)).toEqual({ ...decided, ...shown, flow_count: 4 })
    expect((await list(capture_id)).map((alert) => [alert.id, alert.status])).toContainEqual([id, 'closed'])
    await store.scorings.show(scoring_id)
    expect(await alerts.get(id)).toEqual(decided)
  })

  test('stays to be found when a scoring does not raise the alert, and is marked so', async () => {
    const { capture_id, scoring_id } = await captured([ddos, bot])
    const [id, untouched] = [await idOf(capture_id, 'Bot'), await idOf(capture_id, 'DDoS')]
    await alerts.update(id, { status: 'acknowledged' }, ADA)
    const other_id = await rescored(capture_id, [{ ...FLOODED, threat_type: 'DoS Hulk', destination_port: 80 }])
    expect((await list(capture_id)).map((alert) => alert.threat_type)).toEqual(['DoS Hulk'])
    const mark = { raised: false, flow_count: 1, scoring_id, shown_scoring_id: other_id, shown_model_id: 'second' }
    expect(await list(capture_id, false)).toMatchObject([{ id, status: 'acknowledged', ...mark }])
    expect((await alerts.get(id)).events.map(({ person }) => person)).toEqual([null, 'Ada'])
    expect(await alerts.get(untouched)).toMatchObject({ raised: false, status: 'open' })
    expect((await store.flows.list({ alert_id: id }, null, 10)).total).toBe(0)
    await alerts.update(id, { status: 'closed' }, ADA)
    await store.scorings.show(scoring_id)
    expect((await list(capture_id)).map((alert) => [alert.id, alert.status])).toContainEqual([id, 'closed'])
    expect((await store.flows.list({ alert_id: id }, null, 10)).total).toBe(1)
  })

  test('outlives a scoring that was abandoned, which leaves no alert of its own', async () => {
    const { capture_id } = await captured([ddos])
    const id = await idOf(capture_id, 'DDoS')
    await alerts.update(id, { status: 'closed' }, ADA)
    const scoring_id = await newScoring(capture_id)
    await store.flows.appendToScoring(handOver(scoredBatch({ capture_id, scoring_id }, [ddos, bot])))
    while (!(await store.scorings.removeSlice(scoring_id)));
    expect(await alerts.get(id)).toMatchObject({ status: 'closed', flow_count: 1, raised: true })
    expect((await failureOf(alerts.get(id + 1))).code).toBe('not_found')
  })

  test('is of its capture alone, also where flows have no times', async () => {
    const timeless = { threat_type: 'DDoS' } as const
    const [one, other] = [await captured([timeless]), await captured([timeless])]
    await alerts.update(await idOf(one.capture_id, 'DDoS'), { status: 'closed' }, ADA)
    expect((await list(other.capture_id)).map(({ status }) => status)).toEqual(['open'])
    await store.captures.hide(one.capture_id)
    while (!(await store.captures.removeSlice(one.capture_id)));
    expect(await list(other.capture_id)).toHaveLength(1)
  })
})

describe('a change decided on a version', () => {
  test('is refused when the alert has changed, with what happened since', async () => {
    const { capture_id } = await captured([ddos])
    const id = await idOf(capture_id, 'DDoS')
    const { version } = await alerts.get(id)
    await alerts.update(id, { status: 'acknowledged', version }, SCRIPT)
    await alerts.update(id, { note: 'asked the owner' }, SCRIPT)
    const error = await failureOf(alerts.update(id, { status: 'closed', note: 'mine', version }, ADA))
    expect(error.code).toBe('conflict')
    const now = await alerts.get(id)
    expect(error.events_since).toEqual(now.events.slice(1))
    expect(error.message).toContain('api-token acknowledged it')
    expect(now).toMatchObject({ status: 'acknowledged', version: 3 })
    const done = await alerts.update(id, { status: 'closed', note: 'mine', version: now.version }, ADA)
    expect(done).toMatchObject({ status: 'closed', version: 4 })
  })

  test('is refused for a version that is not there yet, and made without one', async () => {
    const { capture_id } = await captured([ddos])
    const id = await idOf(capture_id, 'DDoS')
    expect((await failureOf(alerts.update(id, { status: 'closed', version: 7 }, ADA))).events_since).toEqual([])
    expect((await alerts.update(id, { status: 'closed' }, SCRIPT)).version).toBe(2)
  })

  test('of two at once, one is made', async () => {
    const { capture_id } = await captured([ddos])
    const id = await idOf(capture_id, 'DDoS')
    const both = await Promise.allSettled([
      alerts.update(id, { status: 'closed', version: 1 }, ADA),
      alerts.update(id, { status: 'acknowledged', version: 1 }, SCRIPT),
    ])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await alerts.get(id)).toMatchObject({ status: 'closed', version: 2 })
  })
})

describe('a finding of a detector across flows', () => {
  const ends = { source_ip: '10.0.0.7', destination_ip: null, destination_port: null }
  const about = { detector: 'beacons', threat_type: 'Beaconing', ...ends }
  const beaconing = (flow_count: number) => ({
    ...ends,
    threat_type: 'Beaconing',
    key: findingKeyOf({ ...about, first_seen_us: 5e6 }),
    severity: 2,
    flow_count,
    confidence_sum: null,
    max_confidence: null,
    first_seen_us: 5e6,
    last_seen_us: 9e6,
    timestamp_known: true,
  })

  test('is an alert under every scoring; only more flows open it again', async () => {
    const { capture_id } = await captured([bot])
    await store.alerts.recordFindings(capture_id, 'beacons', [beaconing(12)], 10)
    const id = await idOf(capture_id, 'Beaconing')
    const raised = { detector: 'beacons', max_confidence: null, mean_confidence: null, scoring_id: null, raised: true }
    expect(await alerts.get(id)).toMatchObject({ ...raised, flow_count: 12 })
    await alerts.update(id, { status: 'closed' }, ADA)
    await rescored(capture_id, [ddos])
    await store.alerts.recordFindings(capture_id, 'beacons', [beaconing(12)], 20)
    expect(await alerts.get(id)).toMatchObject({ ...raised, flow_count: 12, status: 'closed' })
    await store.alerts.recordFindings(capture_id, 'beacons', [beaconing(13)], 30)
    expect(await alerts.get(id)).toMatchObject({ ...raised, flow_count: 13, status: 'open', version: 3 })
  })
})
