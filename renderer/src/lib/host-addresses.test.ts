import { expect, test } from 'vitest'

import { parseQuery } from '../../../contract/query/parse.ts'
import { printQuery } from '../../../contract/query/print.ts'
import { addressOfFlows, addressOfHost, hostQueries, onlyThreats } from './host-addresses.ts'

test('a host and a pair have an address, whatever is in them', () => {
  expect(addressOfHost('10.0.0.1')).toBe('/hosts/10.0.0.1')
  expect(addressOfHost('a/b', '::1', { capture_id: 3 })).toBe('/hosts/a%2Fb/%3A%3A1?capture=3')
})

test.each([
  [{ address: '10.0.0.1', peer: null }, 'ip:10.0.0.1', 'src:10.0.0.1'],
  [{ address: '10.0.0.1', peer: '::1' }, 'ip:10.0.0.1 ip:::1', 'src:10.0.0.1 dst:::1'],
  [{ address: '::1', peer: '::1' }, 'src:::1 dst:::1', 'src:::1 dst:::1'],
])('figures of %o lead to what they count', (host, all, as_source) => {
  const queries = hostQueries(host)
  expect(printQuery(queries.all)).toBe(all)
  expect(printQuery(queries.as_source)).toBe(as_source)
  for (const query of [queries.all, queries.as_target, queries.of_type('DoS Hulk'), queries.at_port(queries.all, 80)])
    expect(parseQuery(printQuery(query), 'flows')).toMatchObject({ ok: true })
})

test('threats leave out what has no name', () => {
  const { all } = hostQueries({ address: '10.0.0.1', peer: null })
  expect(addressOfFlows(onlyThreats(all))).toBe('/flows?q=ip%3A10.0.0.1+-type%3ABenign+-type%3AUnknown')
})
