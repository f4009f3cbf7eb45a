import { describe, expect, it } from 'vitest'

import { besideBenign, combinationOf, formatContribution, formatFeature, formatOdds, standingOf } from './reasons.ts'

it.each([
  ['Flow Duration', 8_503_690, '8.5\u00a0s'],
  ['Flow IAT Min', 31, '31\u00a0µs'],
  ['Idle Max', 0, '0\u00a0µs'],
  ['Flow IAT Min', -1, '-1'],
  ['Total Length of Fwd Packets', 8503690, '8,504,000\u00a0B'],
  ['Flow Packets/s', 0.000123456, '0.0001235\u00a0packets/s'],
  ['SYN Flag Count', 2, '2'],
  ['Down/Up Ratio', null, '—'],
])('shows a value of %s no finer than it can be read, with its unit', (feature, value, text) => {
  expect(formatFeature(feature, value)).toBe(text)
})

it('shows contributions with their sign, and what they do to the odds', () => {
  expect([1.234, -0.5, 0].map(formatContribution)).toEqual(['+1.23', '−0.50', '0.00'])
  expect([Math.log(8.5), 0, Math.log(0.25), Math.log(1234)].map(formatOdds)).toEqual([
    ...['odds × 8.5', 'odds × 1', 'odds × 0.25', 'odds × 1,200'],
  ])
})

describe('beside benign flows', () => {
  const range = { p5: 10, p50: 20, p95: 110 }

  it.each([
    [10, 'usual'],
    [110, 'usual'],
    [111, 'above'],
    [310, 'above'],
    [311, 'far above'],
    [9, 'below'],
    [-191, 'far below'],
    [null, 'untold'],
  ] as const)('%s is %s', (value, standing) => expect(standingOf(value, range)).toBe(standing))

  it('nothing is far where all benign flows have one value, and nothing is usual without a range', () => {
    expect(standingOf(9000, { p5: 0, p50: 0, p95: 0 })).toBe('above')
    expect(standingOf(3, null)).toBe('no range')
  })

  it('a value is told in words, with the range', () => {
    expect(besideBenign('Flow IAT Min', 999, range)).toBe(
      'far above 95% of benign flows · benign: 10\u00a0µs\u00a0–\u2060\u00a0110\u00a0µs',
    )
    expect(besideBenign('SYN Flag Count', 0, { p5: 0, p50: 0, p95: 0 })).toBe('benign: 0')
    expect(besideBenign('SYN Flag Count', null, null)).toBe('not told by this capture')
  })
})

describe('a usual value that counts', () => {
  const reason = (feature: string, standing: 'usual' | 'far above' | 'below', contribution: number) => {
    return { feature, standing, contribution }
  }
  const usual = reason('Flow Duration', 'usual', 2.14)
  const start = 'Usual alone; weighed with'

  it('is told with the unusual ones that point the same way', () => {
    const others = [
      reason('A', 'usual', 3),
      reason('B', 'far above', -3),
      reason('C', 'far above', 2),
      reason('D', 'below', 1),
    ]
    expect(combinationOf(usual, [usual, ...others])).toBe(`${start} C (far above) and D (below)`)
  })

  it('is told with usual ones where there are no others, and without names where none points its way', () => {
    expect(combinationOf(usual, [usual, reason('A', 'usual', 3)])).toBe(`${start} A`)
    expect(combinationOf(usual, [usual, reason('B', 'below', -3)])).toBe(`${start} the other features`)
  })

  it('is not one that is unusual by itself', () => {
    expect(combinationOf(reason('C', 'far above', 2), [usual])).toBeNull()
  })
})
