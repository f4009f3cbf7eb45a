import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import type { ConversationBatch } from '../../flow/conversations.ts'
import { Behaviour } from './behaviour.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const BATCH_ROWS = 4096
const MOST_MEMORY_BYTES = 100e6
const START_US = Date.UTC(2024, 2, 4, 12, 0, 7) * 1000

/** Flows from sources of which each is seen once, to different ports, at a thousand a second. */
function forged(first: number, address: (number: number) => string): ConversationBatch {
  const rows = BATCH_ROWS
  const column = (value: number) => ({ values: new Float64Array(rows).fill(value), offset: 0, stride: 1 })
  return {
    rows,
    addresses: ['192.0.2.10', ...Array.from({ length: rows }, (_, index) => address(first + index))],
    timestamps_us: Float64Array.from({ length: rows }, (_, index) => START_US + (first + index) * 1000),
    sources: Uint32Array.from({ length: rows }, (_, index) => index + 2),
    destinations: new Uint32Array(rows).fill(1),
    source_ports: Int32Array.from({ length: rows }, (_, index) => 1024 + (index % 60_000)),
    destination_ports: Int32Array.from({ length: rows }, (_, index) => (first + index) % 2000),
    protocols: new Int32Array(rows).fill(6),
    duration_us: column(30e6),
    forward_packets: column(1),
    backward_packets: column(0),
    forward_bytes: column(0),
    backward_bytes: column(0),
  }
}

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

const usedBytes = () => {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test.each<[string, number, (number: number) => string]>([
  [
    'IPv4',
    1_000_000,
    (number: number) => `198.${String((number >> 16) & 255)}.${String((number >> 8) & 255)}.${String(number & 255)}`,
  ],
  ['IPv6', 250_000, (number: number) => `2001:db8::${(number >> 16).toString(16)}:${(number & 0xffff).toString(16)}`],
])(
  'memory is bounded under forged %s sources, %d of them',
  (_, forged_sources, address) => {
    const before = usedBytes()
    const behaviour = new Behaviour(DEFAULT_SETTINGS)
    let most = 0
    for (let first = 0; first < forged_sources; first += BATCH_ROWS) {
      behaviour.observe(forged(first, address))
      if (first % (BATCH_ROWS * 64) === 0) most = Math.max(most, usedBytes() - before)
    }
    most = Math.max(most, usedBytes() - before)
    expect(most).toBeLessThan(MOST_MEMORY_BYTES)
    behaviour.close()
  },
  120_000,
)
