import { expect, test } from 'vitest'

import { startApp } from '../testing/app.ts'
import { columnOf, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const isBenign = (header: string, row: string) => row.split(',')[columnOf(header, 'Label')] === 'BENIGN'

test('a share of flows that are not there is null, in the evaluation and in a comparison', async () => {
  const app = await startApp(folder.at('data'))
  const { header, rows } = simulatedCapture('corrected', 60)
  const path = await writeCsv(folder.at('exploits.csv'), {
    header,
    rows: rows.map((row) => (isBenign(header, row) ? row : withCell(header, row, 'Label', 'Exploits'))),
  })
  const { started_as: id } = await app.importFile(path)
  const { scorings } = await app.call('captures.scorings', { id })
  const scoring_id = scorings[0]?.id ?? 0
  const evaluation = await app.call('models.evaluate', { scoring_id })
  expect(evaluation).toMatchObject({ fnr: null, fnr_interval: null })
  expect(evaluation.unknown_rate_threats).toBeNull()
  expect([typeof evaluation.fpr, typeof evaluation.unknown_rate_benign]).toEqual(['number', 'number'])
  for (const { support, predicted, precision, recall, f1 } of evaluation.per_class) {
    expect([precision === null, recall === null, f1 === null]).toEqual([predicted === 0, support === 0, support === 0])
  }
  const { evaluation: compared } = await app.call('models.compare', { scoring_id, other_id: scoring_id })
  expect(compared).toEqual(evaluation)
  await app.close()
})

test.each(['Attack', 'Malicious', '1'])('threats labelled %s are compared with benign flows', async (spelling) => {
  const app = await startApp(folder.at(`data-${spelling}`))
  const { header, rows } = simulatedCapture('corrected', 200)
  const benign = spelling === '1' ? '0' : 'Normal'
  const threats = rows.filter((row) => !isBenign(header, row)).length
  expect(threats).toBeLessThan(200)
  const path = await writeCsv(folder.at(`${spelling}.csv`), {
    header,
    rows: rows.map((row) => withCell(header, row, 'Label', isBenign(header, row) ? benign : spelling)),
  })
  const { started_as: id } = await app.importFile(path)
  const evaluation = await app.call('captures.confusion', { id })
  expect(evaluation).toMatchObject({ labelled: 200, unlabelled: 0 })
  const attack = evaluation.per_class.find(({ threat_type }) => threat_type === 'Attack')
  expect(attack?.support).toBe(threats)
  const { classes, counts } = evaluation.confusion
  const called = counts[classes.indexOf('Attack')] ?? []
  const missed = called[classes.indexOf('Benign')] ?? 0
  const unknown = called[classes.indexOf('Unknown')] ?? 0
  expect(evaluation.fnr).toBe(missed / threats)
  expect(attack?.recall).toBe((threats - missed - unknown) / threats)
  const capture = await app.call('captures.get', { id })
  expect(capture.labelled).toBe(200)
  expect(capture.notices.join()).toContain(`The label "${spelling}" says that a flow is a threat, not which.`)
  await app.close()
})

test('where no label is known, those that are there are named', async () => {
  const app = await startApp(folder.at('data-unknown'))
  const { header, rows } = simulatedCapture('corrected', 20)
  const path = await writeCsv(folder.at('unknown.csv'), {
    header,
    rows: rows.map((row, at) => withCell(header, row, 'Label', at < 12 ? 'Exploits' : 'Fuzzers')),
  })
  const { started_as: id } = await app.importFile(path)
  const error = await failureOf(app.call('captures.confusion', { id }))
  expect(error.message).toBe(
    `No flow of capture ${String(id)} has a known label, so there is nothing to compare with. Labels with no known threat type: "Exploits" (12), "Fuzzers" (8).`,
  )
  await app.close()
})
