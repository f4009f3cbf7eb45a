import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Novelty, NoveltyRule, verdictNames } from './novelty.ts'

const NOVELTY: Novelty = {
  output: 'novelty',
  method: 'energy',
  fitted_on: 'made-up flows',
  tails: [
    {
      instrument: 'original',
      benign_flows: 5000,
      tail: [
        { benign_share: 0.1, novelty: -3 },
        { benign_share: 0.01, novelty: -1 },
        { benign_share: 0.001, novelty: 1 },
      ],
    },
    {
      instrument: 'corrected',
      benign_flows: 900,
      tail: [
        { benign_share: 0.1, novelty: -2 },
        { benign_share: 0.01, novelty: 0 },
      ],
    },
  ],
}

describe('the limit of novelty', () => {
  test('is that of the meter which measured the flow', () => {
    const original = new NoveltyRule(NOVELTY, 'original', 0.01)
    expect(original.isUnknown(-1)).toBe(false)
    expect(original.isUnknown(-0.99)).toBe(true)
    const corrected = new NoveltyRule(NOVELTY, 'corrected', 0.01)
    expect(corrected.isUnknown(-0.01)).toBe(false)
    expect(corrected.isUnknown(0.01)).toBe(true)
  })

  test('is the strictest of all for another meter, or none that is known', () => {
    for (const instrument of ['python', null] as const) {
      const rule = new NoveltyRule(NOVELTY, instrument, 0.001)
      expect(rule.isUnknown(0.99)).toBe(false)
      expect(rule.isUnknown(1.01)).toBe(true)
      expect(rule.confidence(1)).toBeCloseTo(0.99, 6)
    }
  })

  test('lies between the points of the table by the log of the share', () => {
    const rule = new NoveltyRule(NOVELTY, 'original', Math.sqrt(0.1 * 0.01))
    expect(rule.isUnknown(-2.001)).toBe(false)
    expect(rule.isUnknown(-1.999)).toBe(true)
    expect(rule.confidence(-2)).toBeCloseTo(1 - Math.sqrt(0.1 * 0.01), 6)
  })

  test('calls nothing Unknown on a budget of 0', () => {
    expect(new NoveltyRule(NOVELTY, 'original', 0).isUnknown(Number.MAX_VALUE)).toBe(false)
  })

  test('never gives Unknown a confidence below what the budget leaves', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.1, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (budget, novelty) => {
          const rule = new NoveltyRule(NOVELTY, 'original', budget)
          if (rule.isUnknown(novelty)) expect(rule.confidence(novelty)).toBeGreaterThanOrEqual(1 - budget - 1e-9)
        },
      ),
    )
  })
})

test('Unknown stands behind the classes of a model', () => {
  expect(verdictNames(['Benign', 'DDoS'])).toEqual(['Benign', 'DDoS', 'Unknown'])
})
