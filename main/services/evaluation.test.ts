import { expect, test } from 'vitest'

import { startApp } from '../testing/app.ts'
import { casePath } from '../testing/cases.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

test('a share of flows that are not there is null, in the evaluation and in a comparison', async () => {
  const app = await startApp(folder.at('data'))
  const { started_as: id } = await app.importFile(casePath('share-of-nothing/capture.csv'))
  const { scorings } = await app.call('captures.scorings', { id })
  const scoring_id = scorings[0]?.id ?? 0
  const evaluation = await app.call('models.evaluate', { scoring_id })
  expect(evaluation).toMatchObject({ labelled: 8, unlabelled: 8, fnr: null, fnr_interval: null })
  expect(evaluation.unknown_rate_threats).toBeNull()
  expect([typeof evaluation.fpr, typeof evaluation.unknown_rate_benign]).toEqual(['number', 'number'])
  for (const { support, predicted, precision, recall, f1 } of evaluation.per_class) {
    expect([precision === null, recall === null, f1 === null]).toEqual([predicted === 0, support === 0, support === 0])
  }
  const { evaluation: compared } = await app.call('models.compare', { scoring_id, other_id: scoring_id })
  expect(compared).toEqual(evaluation)
  await app.close()
})
