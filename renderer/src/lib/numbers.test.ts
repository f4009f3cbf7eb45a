import { describe, expect, it } from 'vitest'

import {
  formatBytes,
  formatCompact,
  formatConfidence,
  formatDecimals,
  formatDuration,
  formatRemaining,
  formatShare,
} from './numbers.ts'

describe('formatShare', () => {
  it('never rounds a part to nothing or to everything', () => {
    expect(formatShare(1, 2_830_743)).toBe('<0.1%')
    expect(formatShare(2_830_742, 2_830_743)).toBe('>99.9%')
    expect(formatShare(0, 10)).toBe('0%')
    expect(formatShare(10, 10)).toBe('100%')
  })

  it('tells no share of nothing', () => {
    expect([formatShare(0, 0), formatShare(null, 1), formatDecimals(null, 3)]).toEqual(['—', '—', '—'])
    expect(formatDecimals(0, 3)).toBe('0.000')
  })
})

describe('formatConfidence', () => {
  it('shows certainty only where there is certainty', () => {
    expect(formatConfidence(0.99999)).toBe('>0.999')
    expect(formatConfidence(1)).toBe('1.000')
    expect(formatConfidence(0.5)).toBe('0.500')
  })
})

describe('formatDuration', () => {
  it.each([
    [640, '640 ms'],
    [4_240, '4.2 s'],
    [59_990, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [180_000_000, '2 d 2 h'],
  ])('%d ms', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

it('keeps small counts exact and shortens large ones', () => {
  expect(formatCompact(9_999)).toBe('9,999')
  expect(formatCompact(2_830_743)).toBe('2.8M')
})

it('counts bytes in binary units', () => {
  expect(formatBytes(999)).toBe('999 B')
  expect(formatBytes(1536)).toBe('1.5 KiB')
  expect(formatBytes(884_000_000)).toBe('843 MiB')
})

it('foretells no fractions of a second', () => {
  expect(formatRemaining(255)).toBe('under 1 s')
  expect(formatRemaining(15_321)).toBe('16 s')
  expect(formatRemaining(199_200)).toBe('3 min 20 s')
})
