import { expect, it } from 'vitest'

import { besideBenign, formatContribution, formatValue } from './reasons.ts'

it('shows values no finer than they can be read, and says when one is missing', () => {
  expect([8503690, 0.000123456, 0, -1, null].map(formatValue)).toEqual(['8,504,000', '0.0001235', '0', '-1', 'missing'])
})

it('shows contributions with their sign', () => {
  expect([1.234, -0.5, 0].map(formatContribution)).toEqual(['+1.23', '−0.50', '0.00'])
})

it('says where a value lies beside those of benign flows', () => {
  const range = { p5: 1, p50: 5, p95: 1200 }
  expect(besideBenign(0, range)).toBe('below benign range 1\u00a0–\u00a01,200')
  expect(besideBenign(1200, range)).toBe('within benign range 1\u00a0–\u00a01,200')
  expect(besideBenign(1201, range)).toBe('above benign range 1\u00a0–\u00a01,200')
  expect(besideBenign(null, range)).toBe('benign range 1\u00a0–\u00a01,200')
  expect(besideBenign(3, { p5: 0, p50: 0, p95: 0 })).toBe('above benign range 0')
  expect(besideBenign(3, null)).toBe('')
})
