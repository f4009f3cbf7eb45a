import { expect, it } from 'vitest'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { isMatchingFlow } from '../../../../contract/query/flow-fields.ts'
import { parseQuery } from '../../../../contract/query/parse.ts'
import { printQuery } from '../../../../contract/query/print.ts'
import { cellQueries } from './cell-queries.ts'
import type { FlowColumn } from './columns-in-room.ts'

const FLOW: Flow = {
  ...{ id: '1-7', capture_id: 1, line_number: 8, label: null, protocol: 6, confidence: 0.912345, threat_type: 'DDoS' },
  ...{ source_ip: '172.16.0.1', source_port: 40_000, destination_ip: '192.168.10.50', destination_port: 80 },
  ...{ timestamp: '2017-07-07T15:00:01.250000Z', timestamp_source: 'flow' },
}
const TRAFFIC: FlowTraffic = {
  ...{ id: '1-7', duration_us: 12_147, forward_packets: 3, backward_packets: 4, forward_bytes: 11, backward_bytes: 9 },
  features: { 'Flow IAT Mean': 2024.5 },
}

it.each<[FlowColumn, string[]]>([
  ['timestamp', ['after:2017-07-07T15:00:01.25Z', 'before:2017-07-07T15:00:01.25Z']],
  ['confidence', ['confidence>=0.912345']],
  ['duration', ['duration>=12147us', 'duration:12147us']],
  ['bytes', ['bytes>=20', 'bytes:20']],
  ['packets', ['packets>=7', 'packets:7']],
  ['line_number', ['line:8']],
  ['Flow IAT Mean', ['flow_iat_mean>=2024.5us', 'flow_iat_mean:2024.5us']],
  ['label', []],
])('narrows by a cell of %s, and its own flow is in it', (column, expected) => {
  const flow: Flow = FLOW
  const parts = cellQueries(flow, column, TRAFFIC)
  expect(parts.map(printQuery)).toEqual(expected)
  for (const part of parts.slice(0, 1)) {
    const parsed = parseQuery(printQuery(part), 'flows')
    if (!parsed.ok) throw new Error(parsed.fault.reason)
    const own = {
      ...{ ...flow, capture_name: 'x', timestamp_known: 1, timestamp_us: Date.UTC(2017, 6, 7, 15, 0, 1, 250) * 1000 },
      feature: (index: number) => [12_147, 3, 4, 11, 9][index] ?? 2024.5,
    }
    expect(isMatchingFlow(parsed.tree, own)).toBe(true)
  }
})

it('has nothing to narrow by where the capture tells no time, or the number is not read yet', () => {
  expect(cellQueries({ ...FLOW, timestamp_source: 'import' }, 'timestamp', TRAFFIC)).toEqual([])
  expect(cellQueries(FLOW, 'bytes')).toEqual([])
})
