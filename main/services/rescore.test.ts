import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, writeBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { captureRows } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const data_dir = () => folder.at('data')
let app: TestApp
let files = 0

beforeAll(async () => {
  app = await startApp(data_dir())
  // Calls every flow with a protocol of 6 a DDoS, every other Benign: it sees neither labels nor statistics.
  await app.call('models.import', {
    path: await writeBundle(
      folder.at('by-protocol'),
      linearGraph([
        [0, 0.4, 0.6],
        [0, 0.6, 0.4],
      ]),
      {
        id: 'by-protocol',
        features: ['Flow Duration'],
        classes: ['Benign', 'DDoS'],
        preprocessing: { one_hot: [{ field: 'protocol', values: [6, 17], unknown: 'zeros' }] },
      },
    ),
  })
  await app.call('models.import', {
    path: await writeBundle(
      folder.at('picky'),
      linearGraph([
        [0, 0.6],
        [0, 0.4],
      ]),
      {
        id: 'picky',
        features: ['Flow Duration'],
        preprocessing: { one_hot: [{ field: 'protocol', values: [6], unknown: 'refuse' }] },
      },
    ),
  })
})
afterAll(() => app.close())

/** A labelled capture, imported with the model that comes along. */
async function imported(rows = 300, times = 1): Promise<number> {
  const capture = repeatRows(simulatedCapture('corrected', rows), rows * times)
  files += 1
  const path = await writeCsv(folder.at(`capture-${String(files)}.csv`), {
    ...capture,
    rows: [...capture.rows, ...simulatedCapture('corrected', 30 + files).rows],
  })
  return (await app.importFile(path)).started_as
}

const scorings = async (id: number) => (await app.call('captures.scorings', { id })).scorings
async function rescored(id: number, model_id = 'by-protocol') {
  const { scoring_id, job_id } = await app.call('captures.rescore', { id, model_id })
  return { scoring_id, job: await app.jobEnd(job_id) }
}
const flowsOf = async (capture_id: number) => (await app.call('flows.list', { capture_id, limit: 1000 })).items
const alertsOf = async (capture_id: number) => (await app.call('alerts.list', { capture_id, limit: 1000 })).items

describe('a capture scored with another model', () => {
  let id: number
  beforeEach(async () => {
    id = await imported()
  })

  test('keeps what it shows, until a person chooses the other scoring', async () => {
    const [flows, alerts] = [await flowsOf(id), await alertsOf(id)]
    const decided = await app.call('alerts.update', { id: alerts[0]?.id ?? 0, status: 'closed', note: 'known' })
    const { scoring_id, job } = await rescored(id)
    expect(job).toMatchObject({ kind: 'rescore', status: 'done', capture_id: id, model_id: 'by-protocol', rejected: 0 })
    expect(job.classified).toBe(flows.length)
    expect(job).toMatchObject({
      progress_unit: 'flows',
      progress_done: flows.length,
      progress_total: flows.length,
    })
    expect(await flowsOf(id)).toEqual(flows)
    expect((await scorings(id)).map(({ model_id, is_shown, status }) => [model_id, is_shown, status])).toEqual([
      ['by-protocol', false, 'ready'],
      [(await app.call('models.status', {})).id, true, 'ready'],
    ])

    const shown = await app.call('captures.showScoring', { id, scoring_id })
    const other = await flowsOf(id)
    expect(shown).toMatchObject({ model_id: 'by-protocol', classified: flows.length })
    expect(shown.threats).toBe(other.filter(({ threat_type }) => threat_type !== 'Benign').length)
    expect(
      other.map(({ protocol, threat_type }) => (protocol === 6) === (threat_type === 'DDoS')).includes(false),
    ).toBe(false)
    const facts = (flow: (typeof flows)[number]) => ({ ...flow, threat_type: '', confidence: 0, alert_id: null })
    expect(other.map(facts)).toEqual(flows.map(facts))
    const new_alerts = await alertsOf(id)
    expect(new_alerts.every(({ threat_type }) => threat_type === 'DDoS')).toBe(true)
    // The same flows under the same threat type are the same alert, with what was decided on it.
    expect(decided.threat_type).toBe('DDoS')
    const statuses = new Map(new_alerts.map((alert) => [alert.id, alert.status]))
    expect(statuses.get(decided.id)).toBe('closed')
    expect([...statuses.values()].filter((status) => status !== 'open')).toHaveLength(1)
    expect(new_alerts.reduce((sum, { flow_count }) => sum + flow_count, 0)).toBe(shown.threats)
    const overview = await app.call('charts.overview', { capture_id: id })
    expect(overview.threats).toBe(shown.threats)

    const [, first] = await scorings(id)
    await app.call('captures.showScoring', { id, scoring_id: first?.id ?? 0 })
    expect(await flowsOf(id)).toEqual(flows)
    expect(await app.call('alerts.get', { id: decided.id })).toEqual(decided)
  })

  test('gets the very predictions that an import with that model gives', async () => {
    const { scoring_id } = await rescored(id)
    await app.call('captures.showScoring', { id, scoring_id })
    await app.call('models.activate', { id: 'by-protocol' })
    const capture = await app.call('captures.get', { id })
    const again = await app.importFile(folder.at(capture.name), true)
    await app.call('models.rollBack', {})
    const mine = await flowsOf(id)
    const theirs = await flowsOf(again.started_as)
    const facts = (flow: (typeof mine)[number]) => ({
      ...flow,
      id: flow.id.replace(/^\d+/, ''),
      capture_id: 0,
      alert_id: null,
    })
    expect(theirs.map(facts)).toEqual(mine.map(facts))
    const alerts = (all: Awaited<ReturnType<typeof alertsOf>>) =>
      all.map(({ threat_type, source_ip, destination_ip, flow_count, first_seen }) => [
        threat_type,
        source_ip,
        destination_ip,
        flow_count,
        first_seen,
      ])
    expect(alerts(await alertsOf(again.started_as))).toEqual(alerts(await alertsOf(id)))
  })

  test('is measured and compared with figures that flows counted by hand give', async () => {
    const { scoring_id } = await rescored(id)
    const first = await flowsOf(id)
    const evaluation = await app.call('models.evaluate', { scoring_id })
    await app.call('captures.showScoring', { id, scoring_id })
    const other = await flowsOf(id)
    const benign = other.filter(({ label }) => label === 'Benign')
    const threats = other.filter(({ label }) => label !== 'Benign')
    const share = (part: number, whole: number) => part / whole
    expect(evaluation.labelled).toBe(other.length)
    expect(evaluation.fpr).toBeCloseTo(
      share(benign.filter((flow) => flow.threat_type !== 'Benign').length, benign.length),
      12,
    )
    expect(evaluation.fnr).toBeCloseTo(
      share(threats.filter((flow) => flow.threat_type === 'Benign').length, threats.length),
      12,
    )
    const ddos = evaluation.per_class.find(({ threat_type }) => threat_type === 'DDoS')
    const called = other.filter(({ threat_type }) => threat_type === 'DDoS')
    const hits = called.filter(({ label }) => label === 'DDoS').length
    expect([ddos?.predicted, ddos?.precision]).toEqual([called.length, hits / called.length])
    expect(ddos?.precision_interval?.low).toBeLessThanOrEqual(ddos?.precision ?? 0)
    const { classes, counts } = evaluation.confusion
    expect(counts.flat().reduce((sum, each) => sum + each, 0)).toBe(other.length)
    const at = (label: string, said: string) => counts[classes.indexOf(label)]?.[classes.indexOf(said)]
    expect(at('PortScan', 'DDoS')).toBe(
      other.filter((flow) => flow.label === 'PortScan' && flow.threat_type === 'DDoS').length,
    )

    const [, source] = await scorings(id)
    const comparison = await app.call('models.compare', { scoring_id: source?.id ?? 0, other_id: scoring_id })
    const differing = first.filter((flow, place) => flow.threat_type !== other[place]?.threat_type)
    expect([comparison.flows, comparison.agreeing]).toEqual([other.length, other.length - differing.length])
    expect(comparison.other_evaluation).toEqual({ ...evaluation, scoring: { ...evaluation.scoring, is_shown: true } })
    for (const pair of comparison.disagreements) {
      const flows = first.filter(
        (flow, place) => flow.threat_type === pair.threat_type && other[place]?.threat_type === pair.other_threat_type,
      )
      expect(pair.flows).toBe(flows.length)
      expect(pair.right).toBe(flows.filter(({ label, threat_type }) => label === threat_type).length)
      expect(pair.other_right).toBe(flows.filter(({ label }) => label === pair.other_threat_type).length)
      expect(flows.map((flow) => flow.id)).toEqual(expect.arrayContaining(pair.example_flow_ids))
    }
    expect((await app.call('models.compare', { scoring_id, other_id: scoring_id })).disagreements).toEqual([])
  })

  test('is refused when there is nothing to gain, and with the reason', async () => {
    await rescored(id)
    const why = async (capture_id: number, model_id: string) =>
      (await failureOf(app.call('captures.rescore', { id: capture_id, model_id }))).message
    expect(await why(id, 'by-protocol')).toContain('has already been scored with by-protocol')
    expect(await why(id, (await app.call('models.status', {})).id)).toContain('already')
    expect(await why(id, 'nobody')).toContain('no model nobody')
    expect(await why(999, 'by-protocol')).toContain('no capture 999')
    const other = await imported()
    const wrong = await failureOf(app.call('captures.showScoring', { id: other, scoring_id: 1 }))
    expect([wrong.code, wrong.message]).toEqual(['not_found', `Capture ${String(other)} has no scoring 1.`])
    const scoring_id = (await scorings(other))[0]?.id ?? 0
    const mixed = await failureOf(
      app.call('models.compare', { scoring_id, other_id: (await scorings(id))[0]?.id ?? 0 }),
    )
    expect([mixed.code, mixed.message]).toEqual([
      'invalid_input',
      expect.stringContaining('different captures') as string,
    ])
  })

  test('with other settings is scored by the same model again', async () => {
    const settings = await app.call('settings.get', {})
    await rescored(id)
    await app.call('settings.update', { confidence_threshold: 0.9 })
    expect((await rescored(id)).job.status).toBe('done')
    expect((await scorings(id)).map(({ confidence_threshold }) => confidence_threshold)).toEqual([
      0.9,
      settings.confidence_threshold,
      settings.confidence_threshold,
    ])
    await app.call('settings.update', { confidence_threshold: settings.confidence_threshold })
  })

  test('leaves nothing of a scoring that fails', async () => {
    const before = captureRows(data_dir())
    const { job } = await rescored(id, 'picky')
    expect(job.status).toBe('failed')
    expect(job.error?.detail).toMatch(/has protocol 17, which is not in the model's vocabulary/)
    await app.removed()
    expect(captureRows(data_dir())).toEqual(before)
    expect(await scorings(id)).toHaveLength(1)
  })
})

describe('a scoring that is cut off', () => {
  test('by a cancellation leaves nothing, and the capture as it was', async () => {
    const id = await imported(300, 600)
    const before = captureRows(data_dir())
    const { job_id, scoring_id } = await app.call('captures.rescore', { id, model_id: 'by-protocol' })
    await app.jobUnderWay(job_id)
    // Held, so that it is still in progress for every question below.
    await app.call('jobs.pauseQueue', {})
    const early = await failureOf(app.call('captures.showScoring', { id, scoring_id }))
    expect(early.message).toContain('still in progress')
    expect((await failureOf(app.call('models.evaluate', { scoring_id }))).message).toContain('still in progress')
    const twice = await failureOf(app.call('captures.rescore', { id, model_id: 'by-protocol' }))
    expect(twice.message).toContain('is already being scored with by-protocol')
    expect((await app.call('jobs.cancel', { id: job_id })).status).toBe('cancelled')
    await app.call('jobs.resumeQueue', {})
    await app.removed()
    expect(captureRows(data_dir())).toEqual(before)
    expect((await rescored(id)).job.status).toBe('done')
  })

  test('by deleting its capture goes with it', async () => {
    const id = await imported(300, 600)
    const { job_id } = await app.call('captures.rescore', { id, model_id: 'by-protocol' })
    await app.jobUnderWay(job_id)
    await app.call('jobs.pauseQueue', {})
    await app.call('captures.delete', { id })
    await app.call('jobs.resumeQueue', {})
    expect((await app.jobEnd(job_id)).status).toBe('cancelled')
    await app.removed()
    expect((await failureOf(app.call('captures.scorings', { id }))).code).toBe('not_found')
  })

  test('by a stop is interrupted, cleared up at the next start, and told of', async () => {
    const id = await imported(300, 600)
    const before = captureRows(data_dir())
    const { job_id } = await app.call('captures.rescore', { id, model_id: 'by-protocol' })
    await app.jobUnderWay(job_id)
    await app.close()
    app = await startApp(data_dir())
    expect((await app.call('system.status', {})).notices.join()).toContain('the earlier predictions are unchanged')
    expect(await app.call('jobs.get', { id: job_id })).toMatchObject({ status: 'interrupted', capture_id: id })
    await app.removed()
    expect(captureRows(data_dir())).toEqual(before)
    expect(await scorings(id)).toHaveLength(1)
  })
})

describe('flows that a script sent', () => {
  test('stay with the model that answered, and have nothing to be measured by', async () => {
    const { header, rows } = simulatedCapture('corrected', 30)
    const cells = rows[0]?.split(',') ?? []
    const pairs = header.split(',').map((name, at): [string, unknown] => [name, cells[at]])
    const entry = Object.fromEntries<unknown>(pairs.filter(([name]) => name !== 'Label'))
    await app.call('detection.classify', { log_entries: [entry] })
    const [detections] = (await app.call('captures.list', {})).items
    const id = detections?.id ?? 0
    expect((await failureOf(app.call('captures.rescore', { id, model_id: 'by-protocol' }))).message).toContain(
      'they cannot be changed',
    )
    const scoring_id = (await scorings(id))[0]?.id ?? 0
    const nothing = await failureOf(app.call('models.evaluate', { scoring_id }))
    expect([nothing.code, nothing.message]).toEqual([
      'conflict',
      expect.stringContaining('has a known label') as string,
    ])
    expect((await app.call('models.compare', { scoring_id, other_id: scoring_id })).evaluation).toBeNull()
  })
})
