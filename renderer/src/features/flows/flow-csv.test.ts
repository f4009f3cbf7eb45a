import { expect, it } from 'vitest'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { flowsCsv } from './flow-csv.ts'

const FLOW: Flow = {
  ...{
    id: '1-7',
    capture_id: 1,
    line_number: 8,
    label: '=cmd|calc',
    protocol: 6,
    confidence: 0.9,
    threat_type: 'DDoS',
  },
  ...{ source_ip: '172.16.0.1', source_port: 40_000, destination_ip: null, destination_port: null },
  ...{ timestamp: '2017-07-07T15:00:00Z', timestamp_source: 'flow' },
}
const TRAFFIC: FlowTraffic = {
  ...{
    id: '1-7',
    duration_us: 1_500_000,
    forward_packets: 3,
    backward_packets: 0,
    forward_bytes: 12,
    backward_bytes: null,
  },
  features: { 'Flow IAT Mean': 0.25 },
}

it('has the columns shown in full, and no formula', () => {
  const columns = ['timestamp', 'source_ip', 'destination_ip', 'bytes', 'label', 'capture_id', 'Flow IAT Mean'] as const
  expect(flowsCsv([FLOW], new Map([['1-7', TRAFFIC]]), columns, () => 'a,b.csv')).toBe(
    'id,timestamp,source_ip,source_port,destination_ip,destination_port,forward_bytes,backward_bytes,label,capture_id,capture,Flow IAT Mean\n' +
      `1-7,2017-07-07T15:00:00Z,172.16.0.1,40000,,,12,,'=cmd|calc,1,"a,b.csv",0.25\n`,
  )
})

it('leaves empty what is not read yet', () => {
  expect(flowsCsv([FLOW], new Map(), ['duration', 'Idle Max'], String)).toBe('id,duration_us,Idle Max\n1-7,,\n')
})
