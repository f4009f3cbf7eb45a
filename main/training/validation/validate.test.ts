import { readFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { simulatedCapture, writeCsv } from '../../testing/captures.ts'
import { writeModelCard } from '../bundle-card.ts'
import { DEFAULT_PARAMETERS, type TrainingParameters } from '../parameters.ts'
import { trainModel } from '../train.ts'
import { validate } from './validate.ts'

const QUICK: TrainingParameters = {
  ...DEFAULT_PARAMETERS,
  boost: { ...DEFAULT_PARAMETERS.boost, rounds: 8, learning_rate: 0.4, max_leaves: 8, tree_feature_fraction: 1 },
  folds: 2,
}

const folder = useFolder()
const OPTIONS = { folds: 2, seeds: 2, parameters: QUICK, threads: 2 }

describe('validation', () => {
  test('measures in folds and against simple rules, the same every time, and becomes the model card', async () => {
    const files = [
      await writeCsv(folder.at('corrected.csv'), simulatedCapture('corrected', 3000, 3)),
      await writeCsv(folder.at('original.csv'), simulatedCapture('original', 1500, 4)),
    ]
    const stages = new Set<string>()
    const report = await validate({ ...OPTIONS, files, on_progress: ({ stage }) => stages.add(stage) })
    expect([...stages]).toEqual(['reading', 'grouped folds', 'baselines'])
    expect(report.seeds).toEqual([1, 2])
    expect(report.grouped.map(({ data }) => data)).toEqual(['corrected.csv', 'original.csv', 'all'])
    const [corrected] = report.grouped
    expect(corrected!.rows).toBe(3000 - report.data[0]!.copies)
    const [benign] = corrected!.per_class
    expect(corrected!.confusion.counts[0]!.reduce((sum, flows) => sum + flows, 0)).toBe(benign!.support * 2)
    expect(corrected!.macro_f1?.mean).toBeGreaterThan(0.8)
    expect(report.baselines.map(({ name }) => name)).toEqual(['best rule of one feature', 'one decision tree'])
    expect(report.temporal).toBeNull()
    expect(report.unseen_attacks).toEqual([])
    expect(await validate({ ...OPTIONS, files, threads: 1 })).toEqual(report)

    await trainModel({ files, out_dir: folder.at('bundle'), parameters: QUICK })
    await writeModelCard(folder.at('bundle'), report)
    const card = await readFile(folder.at('bundle/MODEL_CARD.md'), 'utf8')
    expect(card).toContain('2-fold cross-validation, 2 seeds')
    expect(card).toContain(report.data[0]!.sha256)
    expect(JSON.parse(await readFile(folder.at('bundle/validation.json'), 'utf8'))).toEqual(report)

    const other = { ...report, data: report.data.slice(1) }
    expect((await failureOf(writeModelCard(folder.at('bundle'), other))).code).toBe('model_refused')
  }, 60_000)

  test('ends when it is cancelled', async () => {
    const files = [await writeCsv(folder.at('cancelled.csv'), simulatedCapture('corrected', 1500, 5))]
    const cancel = new AbortController()
    const running = validate({
      ...OPTIONS,
      files,
      signal: cancel.signal,
      on_progress: ({ stage }) => {
        if (stage === 'grouped folds') cancel.abort()
      },
    })
    expect((await failureOf(running)).code).toBe('cancelled')
  })
})
