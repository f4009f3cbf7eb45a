import { describe, expect, test } from 'vitest'

import type { Stream } from '../../../contract/streams.ts'
import { firstAndOthers, nameOf, stateWords, underWay, whenClosed } from './streams.ts'

const stream = (over: Partial<Stream>): Stream => ({
  ...{ id: 1, kind: 'interface', target: 'eth0', name: 'eth0', state: 'running', problem: null },
  limits: { segment_seconds: 60, segment_bytes: 65_536, keep_days: null, keep_bytes: null },
  ...{ created_at: '2026-01-01T00:00:00Z', capture_id: null, segments: 0, failed_segments: 0, rows_read: 0 },
  ...{ classified: 0, conversations: 0, rejected: 0, last_segment_at: null, dropped_packets: 0, is_reading: true },
  ...over,
})

describe('a stream', () => {
  test.each([
    ['interface', 'running', 'Recording'],
    ['folder', 'running', 'Following'],
    ['folder', 'paused', 'Paused'],
    ['interface', 'stopped', 'Stopped'],
    ['interface', 'failed', 'Failed'],
  ] as const)('of kind %s that is %s: %s', (kind, state, words) => {
    expect(stateWords({ kind, state, is_reading: state === 'running' })).toBe(words)
  })

  test('that ended tells that what came is still being read', () => {
    const ended = { kind: 'interface', is_reading: true } as const
    expect(stateWords({ ...ended, state: 'stopped' })).toBe('Stopped, reading what came')
    expect(stateWords({ ...ended, state: 'paused' })).toBe('Paused, reading what came')
  })

  test.each([
    ['folder', '/srv/sensor/incoming/', '/srv/sensor/incoming/', 'incoming'],
    ['folder', 'C:\\sensor\\flows', 'C:\\sensor\\flows', 'flows'],
    ['folder', '/', '/', '/'],
    ['folder', '/srv/incoming', 'Branch office', 'Branch office'],
    ['interface', 'any/thing', 'any/thing', 'any/thing'],
  ] as const)('of %s %s, called %s, goes by %s', (kind, target, name, shown) => {
    expect(nameOf({ kind, target, name })).toBe(shown)
  })
})

describe('several streams', () => {
  const [eth0, eth1] = [stream({}), stream({ id: 2, name: 'eth1' })]
  const folder = stream({ id: 3, kind: 'folder', target: '/srv/in', name: '/srv/in' })
  const failed = stream({ id: 4, state: 'failed' })

  test('are told apart by what must be known of them', () => {
    const paused = stream({ id: 5, state: 'paused' })
    expect(underWay([eth0, folder, failed, paused, eth1])).toEqual({
      recording: [eth0, eth1],
      following: [folder],
      failed: [failed],
    })
  })

  test.each([
    [[], ''],
    [[folder], 'in'],
    [[eth0, eth1, folder], 'eth0 and 2 more'],
  ])('are named by the first of them (%#)', (streams, text) => {
    expect(firstAndOthers(streams)).toBe(text)
  })

  test('tell what becomes of them while AnomalyX is closed', () => {
    expect(whenClosed([failed])).toBeNull()
    expect(whenClosed([folder])).toContain('with the files that came meanwhile')
    expect(whenClosed([folder, eth0])).toContain('are not recorded')
  })
})
