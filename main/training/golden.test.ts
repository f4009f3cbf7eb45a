import { beforeAll, describe, expect, test } from 'vitest'

import { Classifier } from '../detect/model/classifier.ts'
import { type Explainer, explainerOf, type Reasons } from '../detect/model/explainer.ts'
import { FEATURE_COUNT, FEATURES } from '../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { readAll } from '../testing/read.ts'
import { calibratedProbabilities } from './calibrate.ts'
import { DEFAULT_PARAMETERS, type TrainingParameters } from './parameters.ts'
import { type TrainResult, trainModel } from './train.ts'
import { ensembleMargins } from './tree.ts'

const QUICK: TrainingParameters = {
  ...DEFAULT_PARAMETERS,
  boost: { ...DEFAULT_PARAMETERS.boost, rounds: 20 },
  folds: 2,
}
const ROWS = 400
const MARGINS = 'margins'

const folder = useFolder()
let features: Float32Array
let trained: TrainResult
let classifier: Classifier

/** Simulated flows, and flows that no model has seen: scaled, and with missing rates. */
async function fixedInputs(): Promise<Float32Array> {
  const path = await writeCsv(folder.at('flows.csv'), simulatedCapture('corrected', ROWS, 7))
  const { flows } = await readAll(path)
  const rows = flows.flatMap((flow) => flow.features)
  const strange = rows.map((value, at) =>
    FEATURES[at % FEATURE_COUNT]?.may_be_missing === true && at % 3 === 0 ? NaN : value * 1.9,
  )
  return Float32Array.from([...rows, ...strange])
}

beforeAll(async () => {
  features = await fixedInputs()
  trained = await trainModel({
    files: [
      await writeCsv(folder.at('training.csv'), simulatedCapture('corrected', 2500, 3)),
      await writeCsv(folder.at('training-original.csv'), simulatedCapture('original', 1500, 4)),
    ],
    out_dir: folder.at('bundle'),
    parameters: QUICK,
  })
  classifier = await Classifier.load(folder.at('bundle'))
}, 120_000)

const gapOf = (one: Float32Array, other: Float32Array) =>
  one.reduce((gap, value, at) => Math.max(gap, Math.abs(value - (other[at] ?? NaN))), 0)

const sumOf = ({ base_value, contributions }: Reasons) => contributions.reduce((sum, each) => sum + each, base_value)

describe('a model on fixed flows', () => {
  test('scores them in ONNX Runtime as in the trainer', async () => {
    const rows = features.length / FEATURE_COUNT
    const scores = await classifier.score(features, rows, {}, MARGINS)
    const margins = ensembleMargins(trained.ensemble, features)
    expect(gapOf(scores.margins, margins)).toBeLessThan(1e-5)
    expect(gapOf(scores.probabilities, calibratedProbabilities(margins, trained.calibration))).toBeLessThan(1e-5)
  })

  test('gives reasons that add up to its margins and to its predictions', async () => {
    const rows = features.length / FEATURE_COUNT
    const explained = await explainerOf(classifier).explain(features, rows)
    const margins = ensembleMargins(trained.ensemble, features)
    const { threat_types } = await classifier.classify(features, rows)
    const { classes } = classifier.manifest
    explained.forEach((reasons, row) => {
      const marginOf = (name: string) => margins[row * classes.length + classes.indexOf(name)] ?? NaN
      // Unknown is what no class claims: its reasons are those of the class that the margins are highest for.
      expect(reasons.threat_type).toBe(classes[threat_types[row] ?? -1] ?? 'Benign')
      expect(Math.abs(sumOf(reasons) - (marginOf(reasons.threat_type) - marginOf(reasons.against)))).toBeLessThan(1e-4)
      expect(Math.abs(sumOf(reasons) - reasons.output)).toBeLessThan(1e-4)
      expect(reasons.against === 'Benign').toBe(reasons.threat_type !== 'Benign')
    })
    expect(new Set(explained.map(({ threat_type }) => threat_type)).size).toBeGreaterThan(3)
  })
})

describe('the default model', () => {
  test('gives reasons that add up, or says why it gives none', async () => {
    const default_classifier = await Classifier.load(DEFAULT_BUNDLE_DIR)
    let explainer: Explainer
    try {
      explainer = explainerOf(default_classifier)
    } catch (error) {
      expect((await failureOf(Promise.reject(error as Error))).code).toBe('not_explainable')
      return
    }
    const explained = await explainer.explain(features, features.length / FEATURE_COUNT)
    for (const reasons of explained) expect(Math.abs(sumOf(reasons) - reasons.output)).toBeLessThan(1e-4)
  })
})
