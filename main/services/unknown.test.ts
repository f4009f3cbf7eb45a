import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { featureIndex, FEATURES } from '../flow/features.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { type CaptureLines, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let app: TestApp

beforeAll(async () => {
  app = await startApp(folder.at('data'))
})
afterAll(() => app.close())

/** A benign flow with every third statistic of an attack (but those that the units of a file are checked by): a flow that nothing in the training data looks like. */
function strange(header: string, row: string, attack: string): string {
  const taken = attack.split(',')
  return header
    .split(',')
    .reduce(
      (line, name, column) =>
        column % 3 === 0 && featureIndex(name) !== undefined && !/\/s|Duration|^Total/.test(name.trim())
          ? withCell(header, line, name.trim(), taken[column] ?? '')
          : line,
      row,
    )
}

/** The capture under the names that CICFlowMeter 4 gives the features. */
function renamed({ header, rows }: CaptureLines): CaptureLines {
  const names = header.split(',').map((name) => {
    const feature = FEATURES.find((each) => each.name === name.trim())
    return feature?.aliases.at(-1) ?? name
  })
  return { header: names.join(','), rows }
}

describe('Unknown', () => {
  const { header, rows } = simulatedCapture('corrected', 1500, 5)
  const benign = rows.filter((row) => row.includes('BENIGN')).slice(0, 600)
  const [attack = ''] = rows.filter((row) => row.includes('DoS Hulk'))
  const mixed = benign.map((row, at) => (at % 4 === 0 ? strange(header, row, attack) : row))

  test('is counted, listed and charted, and is no threat and no alert', async () => {
    const path = await writeCsv(folder.at('strange.csv'), { header, rows: mixed })
    const { capture_id, status } = await app.importFile(path)
    expect(status).toBe('done')
    const capture = await app.call('captures.get', { id: capture_id ?? 0 })
    expect(capture.unknown).toBeGreaterThan(50)
    expect(capture).toMatchObject({ novelty_budget: 0.01, classified: benign.length })
    expect(capture.unlike_training).toMatch(/of the flows without a named threat are Unknown/)
    const asked = { capture_id: capture.id }
    const overview = await app.call('charts.overview', asked)
    expect(overview).toMatchObject({ unknown: capture.unknown, threats: capture.threats })
    expect(overview.unlike_training).toEqual([
      { capture_id: capture.id, name: 'strange.csv', reason: capture.unlike_training },
    ])
    const listed = await app.call('flows.list', { ...asked, threat_type: 'Unknown', limit: 1000 })
    expect(listed.total).toBe(capture.unknown)
    expect(listed.items.every(({ confidence }) => confidence >= 0.99 && confidence < 1)).toBe(true)
    const alerts = await app.call('alerts.list', asked)
    expect(alerts.items.filter(({ threat_type }) => threat_type === 'Unknown')).toEqual([])
  })

  test('is said of no flow on a budget of 0', async () => {
    await app.call('settings.update', { novelty_budget: 0 })
    const { capture_id } = await app.importFile(folder.at('strange.csv'), true)
    await app.call('settings.update', { novelty_budget: 0.01 })
    expect(await app.call('captures.get', { id: capture_id ?? 0 })).toMatchObject({
      unknown: 0,
      novelty_budget: 0,
      unlike_training: null,
    })
  })

  test('is the same verdict for a row that comes as an entry under its own names', async () => {
    const names = header.split(',').map((name) => name.trim())
    const log_entries = mixed.slice(0, 200).map((row) => {
      const cells = row.split(',')
      return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']))
    })
    const { predictions } = await app.call('detection.classify', { log_entries })
    const { items } = await app.call('captures.list', {})
    const capture = items.find(({ name, novelty_budget }) => name === 'strange.csv' && novelty_budget === 0.01)
    for (const at of [0, 1, 4, 60, 199]) {
      const flow = await app.call('flows.get', { id: `${String(capture?.id)}-${String(at + 1)}` })
      expect(predictions[at]).toMatchObject({ threat_type: flow.threat_type, confidence: flow.confidence })
    }
  })
})

describe('a capture of a flow meter that the model has not seen', () => {
  test('says so in its notices and on the overview', async () => {
    const path = await writeCsv(folder.at('other-meter.csv'), renamed(simulatedCapture('original', 400, 6)))
    const { capture_id } = await app.importFile(path)
    const capture = await app.call('captures.get', { id: capture_id ?? 0 })
    expect(capture.instrument).toBe('cicflowmeter-4')
    expect(capture.notices.join()).toMatch(/measured by CICFlowMeter 4, but the model was trained on/)
    expect(capture.unlike_training).toMatch(/CICFlowMeter 4/)
    const { unlike_training } = await app.call('charts.overview', { capture_id: capture.id })
    expect(unlike_training).toHaveLength(1)
  })
})
