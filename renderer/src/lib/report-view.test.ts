import { expect, test } from 'vitest'

import { reportOfPlace } from './report-view.ts'

const RANGE = { after: '2017-07-07T15:00Z', before: '2017-07-07T16:00Z' }
const q = 'dport:80 after:2017-07-07T15:00Z before:2017-07-07T16:00Z'
const searchOf = (fields: Record<string, string>) => `?${new URLSearchParams(fields).toString()}`

test.each([
  ['/', '', {}],
  ['/', searchOf({ capture: '3', ...RANGE }), { capture_id: 3, ...RANGE }],
  [
    '/flows',
    searchOf({ q, threat_type: 'DDoS', alert: '7' }),
    { list: 'flows', q, threat_type: 'DDoS', alert_id: 7, ...RANGE },
  ],
  ['/flows', searchOf({ q: 'after:2017-07-07T15:00:03Z' }), { list: 'flows', q: 'after:2017-07-07T15:00:03Z' }],
  ['/alerts', '', { list: 'alerts', status: 'open' }],
  [
    '/alerts/12',
    searchOf({ status: 'unraised', severity: 'high' }),
    { list: 'alerts', raised: false, severity: 'high' },
  ],
  ['/alerts', searchOf({ status: 'all', q }), { list: 'alerts', q, ...RANGE }],
  ['/hosts/10.0.0.1', searchOf({ capture: '2' }), { list: 'flows', q: 'ip:10.0.0.1', capture_id: 2 }],
  ['/hosts/10.0.0.1/10.0.0.2', searchOf(RANGE), { list: 'flows', q: 'ip:10.0.0.1 ip:10.0.0.2', ...RANGE }],
  ['/models', '', {}],
  ['/hosts/%zz', '', { list: 'flows', q: 'ip:%zz' }],
])('%s%s', (pathname, search, input) => expect(reportOfPlace({ pathname, search })).toEqual(input))
