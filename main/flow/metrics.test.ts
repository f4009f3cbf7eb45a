import { describe, expect, test } from 'vitest'

import { ConfusionMatrix, expectedCalibrationError, poissonInterval, scoresOf, wilsonInterval } from './metrics.ts'

describe('scores of a confusion matrix', () => {
  test('match a matrix counted by hand', () => {
    const truth = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 2)
    const predicted = Uint8Array.of(0, 0, 0, 1, 1, 1, 0, 1)
    const scores = scoresOf(new ConfusionMatrix(4).addAll(truth, predicted))
    expect(scores.rows).toBe(8)
    expect(scores.accuracy).toBe(5 / 8)
    expect(scores.fpr).toBe(1 / 4)
    expect(scores.fnr).toBe(1 / 4)
    expect(scores.per_class[0]).toEqual({ precision: 3 / 4, recall: 3 / 4, f1: 3 / 4, support: 4 })
    expect(scores.per_class[1]).toEqual({ precision: 1 / 2, recall: 2 / 3, f1: 4 / 7, support: 3 })
    expect(scores.per_class[2]).toEqual({ precision: null, recall: 0, f1: 0, support: 1 })
    expect(scores.macro_f1).toBeCloseTo((3 / 4 + 4 / 7) / 3, 12)
  })

  test('count Unknown neither as a false alarm nor as a miss, and never as right', () => {
    const truth = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1)
    const predicted = Uint8Array.of(0, 0, 1, 2, 1, 0, 2, 2)
    const scores = scoresOf(new ConfusionMatrix(3).addAll(truth, predicted), { unknown: 2 })
    expect(scores).toMatchObject({ fpr: 1 / 4, fnr: 1 / 4, unknown_rate_benign: 1 / 4, unknown_rate_threats: 1 / 2 })
    expect(scores.accuracy).toBe(3 / 8)
    expect(scores.per_class[1]?.recall).toBe(1 / 4)
  })

  test('take any threat as right for a label that names none', () => {
    // Benign, two threats, Unknown, and the label of threats without a name.
    const truth = Uint8Array.of(0, 0, 0, 0, 4, 4, 4, 4)
    const predicted = Uint8Array.of(0, 0, 0, 1, 1, 2, 3, 0)
    const scores = scoresOf(new ConfusionMatrix(5).addAll(truth, predicted), { unknown: 3, unnamed: 4 })
    expect(scores).toMatchObject({ accuracy: 5 / 8, fpr: 1 / 4, fnr: 1 / 4, unknown_rate_threats: 1 / 4 })
    expect(scores.per_class[4]).toEqual({ precision: 2 / 3, recall: 1 / 2, f1: 4 / 7, support: 4 })
    expect(scores.per_class[1]).toEqual({ precision: null, recall: null, f1: null, support: 0 })
    expect(scores.macro_f1).toBeCloseTo((3 / 4 + 4 / 7) / 2, 12)
  })

  test('of named classes are over the labels that name one', () => {
    const truth = Uint8Array.of(0, 1, 1, 4, 4)
    const predicted = Uint8Array.of(0, 1, 2, 1, 1)
    const scores = scoresOf(new ConfusionMatrix(5).addAll(truth, predicted), { unknown: 3, unnamed: 4 })
    expect(scores.per_class[1]).toEqual({ precision: 1, recall: 1 / 2, f1: 2 / 3, support: 2 })
    expect(scores.per_class[4]).toEqual({ precision: null, recall: 1, f1: null, support: 2 })
    expect(scores).toMatchObject({ accuracy: 4 / 5, macro_f1: (1 + 2 / 3) / 2 })
  })

  test('are null where they are shares of no flows', () => {
    const nothing = { accuracy: null, macro_f1: null, fpr: null, fnr: null, unknown_rate_benign: null }
    expect(scoresOf(new ConfusionMatrix(2))).toMatchObject({ rows: 0, ...nothing, unknown_rate_threats: null })
    const benign = scoresOf(new ConfusionMatrix(3).addAll(Uint8Array.of(0, 0), Uint8Array.of(0, 1)), { unknown: 2 })
    expect(benign).toMatchObject({ accuracy: 1 / 2, fpr: 1 / 2, fnr: null })
    expect(benign).toMatchObject({ unknown_rate_benign: 0, unknown_rate_threats: null })
    expect(benign.per_class[1]).toEqual({ precision: 0, recall: null, f1: null, support: 0 })
    const threats = scoresOf(new ConfusionMatrix(3).addAll(Uint8Array.of(1, 1), Uint8Array.of(0, 1)), { unknown: 2 })
    expect(threats).toMatchObject({ fpr: null, fnr: 1 / 2, unknown_rate_benign: null, unknown_rate_threats: 0 })
  })
})

describe('expected calibration error', () => {
  test('is the mean gap between confidence and accuracy', () => {
    const confidence = Float32Array.of(1, 1, 0.5, 0.5)
    expect(expectedCalibrationError(confidence, Uint8Array.of(1, 0, 1, 0), 10)).toBeCloseTo(0.25, 6)
    expect(expectedCalibrationError(confidence, Uint8Array.of(1, 1, 1, 0), 10)).toBe(0)
  })
})

describe('interval of a share', () => {
  test('is that of Wilson', () => {
    expect(wilsonInterval(0.8, 10).low).toBeCloseTo(0.4902, 4)
    expect(wilsonInterval(0.8, 10).high).toBeCloseTo(0.9433, 4)
    expect(wilsonInterval(1, 3).low).toBeCloseTo(0.4385, 4)
    expect(wilsonInterval(1, 3).high).toBe(1)
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

test('the interval of a Poisson mean is that of the tables', () => {
  // Garwood's limits, as printed in tables of confidence limits for counts.
  for (const [events, low, high] of [
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [5, 1.623, 11.668],
    [20, 12.217, 30.888],
    [100, 81.36, 121.63],
  ] as const) {
    const interval = poissonInterval(events)
    expect(interval.low).toBeCloseTo(low, 2)
    expect(interval.high).toBeCloseTo(high, 2)
  }
})
