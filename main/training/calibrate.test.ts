import { describe, expect, test } from 'vitest'

import { calibratedProbabilities, fitTemperature, predictionsOf } from './calibrate.ts'
import { Random } from './random.ts'

describe('calibration', () => {
  test('finds the temperature that the labels were drawn with', () => {
    const random = new Random(4)
    const rows = 4000
    const margins = Float32Array.from({ length: rows * 2 }, () => random.fraction() * 8 - 4)
    const labels = Uint8Array.from({ length: rows }, (_, row) => {
      const odds = Math.exp(0.5 * (margins[row * 2 + 1]! - margins[row * 2]!))
      return random.fraction() < odds / (1 + odds) ? 1 : 0
    })
    const calibration = fitTemperature({ margins, labels, rows: Int32Array.from(labels.keys()), outputs: 2 })
    expect(calibration.scale[0]).toBeCloseTo(0.5, 1)
    expect(calibration.scale[1]).toBe(calibration.scale[0])
    expect(Array.from(calibration.bias)).toEqual([0, 0])
  })

  test('gives probabilities that sum to one and name the most probable class', () => {
    const calibration = { scale: Float32Array.of(1, 1), bias: Float32Array.of(0, Math.log(3)) }
    const probabilities = calibratedProbabilities(Float32Array.of(0, 0, 5, 0), calibration)
    expect(probabilities[0]).toBeCloseTo(0.25, 6)
    expect(probabilities[1]).toBeCloseTo(0.75, 6)
    const { predicted, confidence } = predictionsOf(probabilities, 2)
    expect(Array.from(predicted)).toEqual([1, 0])
    expect(confidence[0]).toBeCloseTo(0.75, 6)
  })
})
