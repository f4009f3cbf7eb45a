import { expect, test } from 'vitest'

import { hexLines } from './hex-lines.ts'
import { formatOffset } from './packet-time.ts'

test('bytes are lines of hexadecimal beside their characters', () => {
  expect(hexLines('474554202f0d0aff', 4, 7)).toEqual([
    { hex: '47 45 54 20', text: 'GET ' },
    { hex: '2f 0d 0a   ', text: '/..' },
  ])
  expect(hexLines('', 4, 8)).toEqual([])
})

test('times count from the first packet, to the microsecond, and may lie before it', () => {
  expect(formatOffset('2023-11-14T22:13:20.02Z', '2023-11-14T22:13:21.0209Z')).toBe('+1.000900 s')
  expect(formatOffset('2023-11-14T22:13:20Z', '2023-11-14T22:13:19.999999Z')).toBe('−0.000001 s')
  expect(formatOffset('2023-11-14T22:13:20Z', '2023-11-14T22:13:20Z')).toBe('+0.000000 s')
})
