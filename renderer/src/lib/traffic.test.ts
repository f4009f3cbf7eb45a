import { expect, it } from 'vitest'

import { formatBothWays, formatFlowDuration } from './traffic.ts'

it.each([
  [null, '—'],
  [0, '0 µs'],
  [999, '999 µs'],
  [1500, '1.50 ms'],
  [25_400, '25.4 ms'],
  [11_000_000, '11.0 s'],
  [119_990_000, '120 s'],
  [1_800_000_000, '30.0 min'],
])('writes a duration of %s µs as %s', (duration_us, text) => {
  expect(formatFlowDuration(duration_us)).toBe(text)
})

it('writes what went both ways, and what is not known', () => {
  const flow = {
    id: '1-1',
    duration_us: 1,
    forward_packets: 3,
    backward_packets: null,
    forward_bytes: 0,
    backward_bytes: 123_456,
  }
  expect(formatBothWays(flow, 'forward_packets', 'backward_packets')).toBe('3 → — ←')
  expect(formatBothWays(flow, 'forward_bytes', 'backward_bytes')).toBe('0 → 123.5K ←')
})
