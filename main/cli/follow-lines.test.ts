import { describe, expect, test } from 'vitest'

import type { Alert } from '../../contract/alerts.ts'
import type { Capture } from '../../contract/captures.ts'
import type { Segment, Stream } from '../../contract/streams.ts'
import { alertLine, endLine, followingLine, interfacesTable, segmentLine } from './follow-lines.ts'

const stream = {
  ...{ kind: 'interface', target: 'eth0', limits: { segment_seconds: 30 } },
  ...{ segments: 2, failed_segments: 0, rows_read: 1201, classified: 1200, conversations: 0, rejected: 1 },
  dropped_packets: 0,
} as Stream
const segment = { name: 'eth0-1.pcap', problem: null, classified: 120, conversations: 0, rejected: 0 } as Segment
const so_far = { capture: { name: 'eth0, 2026-01-01', classified: 1240, threats: 12 } as Capture, alerts: 1 }

describe('follow says', () => {
  test('what it follows, and how that ends', () => {
    expect(followingLine(stream)).toBe('Recording eth0 in segments of 30 s; Ctrl+C ends it.')
    expect(followingLine({ ...stream, kind: 'folder', target: '/in' })).toContain('Following /in in')
  })

  test.each([
    [{}, 'eth0-1.pcap: 120 flows; eth0, 2026-01-01 so far: 1,240 flows, 12 threats, 1 alert'],
    [{ rejected: 1 }, 'eth0-1.pcap: 120 flows, 1 rejected row; eth0'],
    [{ classified: 0 }, 'eth0-1.pcap: 0 flows; eth0'],
    [{ classified: 0, conversations: 7 }, 'eth0-1.pcap: 7 conversations; eth0'],
    [{ problem: { code: 'unreadable_file', detail: 'It is no capture.' } }, 'eth0-1.pcap: It is no capture.'],
    [{ name: 'a\u001b[2J\nb' }, 'a\\x1b[2J\\x0ab: 120 flows'],
  ] as const)('what was read of a segment: %j', (over, text) => {
    expect(segmentLine({ ...segment, ...over }, so_far)).toContain(text)
  })

  test('which alert was raised', () => {
    const alert = {
      ...{ id: 7, severity: 'high', threat_type: 'PortScan', flow_count: 40, noticed: null },
      ...{ source_ip: '10.0.0.5', destination_ip: '10.0.0.9', destination_port: null },
      first_seen: '2026-01-01T10:00:00Z',
    } as Alert
    expect(alertLine(alert)).toBe('ALERT 7 high PortScan: 10.0.0.5 → 10.0.0.9, 40 flows, from 2026-01-01T10:00:00Z')
    expect(alertLine({ ...alert, flow_count: 0, noticed: '40 ports did not answer.' })).toBe(
      'ALERT 7 high PortScan: 10.0.0.5 → 10.0.0.9, from 2026-01-01T10:00:00Z. 40 ports did not answer.',
    )
  })

  test('what came until the end', () => {
    expect(endLine(stream)).toBe('Ended: 2 segments; 1,201 rows read = 1,200 classified + 1 rejected.')
    const more = { ...stream, failed_segments: 1, conversations: 5, dropped_packets: 3 }
    expect(endLine(more)).toBe(
      'Ended: 2 segments, 1 not read; 1,201 rows read = 1,200 classified + 5 conversations only + 1 rejected; 3 packets lost.',
    )
  })

  test('which interfaces there are', () => {
    expect(interfacesTable([])).toBe('No interface was found on this machine.')
    const interfaces = [
      { name: 'eth0', addresses: ['192.0.2.7', 'fe80::1'], is_up: true },
      { name: 'wlan0', addresses: [], is_up: false },
    ]
    const lines = interfacesTable(interfaces).split('\n')
    expect(lines[0]).toMatch(/^interface +state +addresses$/)
    expect(lines[1]).toMatch(/^eth0 +up +192\.0\.2\.7, fe80::1$/)
    expect(lines[2]).toMatch(/^wlan0 +down/)
  })
})
