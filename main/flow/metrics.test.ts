import { describe, expect, test } from 'vitest'

import { ConfusionMatrix, expectedCalibrationError, scoresOf, wilsonInterval } from './metrics.ts'

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
    expect(scores.per_class[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 })
    expect(scores.macro_f1).toBeCloseTo((3 / 4 + 4 / 7) / 3, 12)
  })

  test('count Unknown neither as a false alarm nor as a miss, and never as right', () => {
    const truth = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1)
    const predicted = Uint8Array.of(0, 0, 1, 2, 1, 0, 2, 2)
    const scores = scoresOf(new ConfusionMatrix(3).addAll(truth, predicted), 2)
    expect(scores).toMatchObject({ fpr: 1 / 4, fnr: 1 / 4, unknown_rate_benign: 1 / 4, unknown_rate_threats: 1 / 2 })
    expect(scores.accuracy).toBe(3 / 8)
    expect(scores.per_class[1]?.recall).toBe(1 / 4)
  })

  test('are zero for no flows', () => {
    expect(scoresOf(new ConfusionMatrix(2))).toMatchObject({ rows: 0, accuracy: 0, macro_f1: 0, fpr: 0, fnr: 0 })
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
