import { expect, test } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { parseQuery } from '../../../../contract/query/parse.ts'
import { neighboursOf } from './neighbour-queries.ts'

const flow: Flow = {
  ...{ id: '3-7', capture_id: 3, line_number: 9, label: null, threat_type: 'DDoS', confidence: 0.9 },
  ...{ timestamp: '2017-07-07T15:00:03.25Z', timestamp_source: 'flow', protocol: 6 },
  ...{ source_ip: '10.0.0.1', source_port: 4000, destination_ip: '10.0.0.2', destination_port: 80 },
}
const titles = (of: Flow) => neighboursOf(of).map(({ title }) => title)

test('every way on from a flow is a query that can be read', () => {
  const near = 'after:2017-07-07T14:59:53.25Z before:2017-07-07T15:00:13.250001Z'
  expect(neighboursOf(flow)).toEqual([
    { title: '10 s before and after', filters: { q: near, capture_id: 3 } },
    { title: 'The same, of this source', filters: { q: `src:10.0.0.1 ${near}`, capture_id: 3 } },
    {
      title: 'Same five-tuple, both ways',
      filters: {
        q: 'proto:tcp (src:10.0.0.1 sport:4000 dst:10.0.0.2 dport:80 or src:10.0.0.2 sport:80 dst:10.0.0.1 dport:4000)',
      },
    },
    { title: 'Same two hosts', filters: { q: 'ip:10.0.0.1 ip:10.0.0.2' } },
  ])
  for (const { filters } of neighboursOf(flow)) expect(parseQuery(filters.q ?? '', 'flows').ok).toBe(true)
})

test('what a flow does not tell leads nowhere', () => {
  expect(titles({ ...flow, timestamp_source: 'import' })).toEqual(['Same five-tuple, both ways', 'Same two hosts'])
  expect(titles({ ...flow, source_port: null, timestamp_source: 'import' })).toEqual(['Same two hosts'])
  expect(titles({ ...flow, destination_ip: null })).toEqual(['10 s before and after', 'The same, of this source'])
  expect(titles({ ...flow, source_ip: null, timestamp_source: 'import' })).toEqual([])
})
