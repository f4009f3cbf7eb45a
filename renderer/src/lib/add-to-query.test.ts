import { expect, it } from 'vitest'

import { addToQuery, fieldIs } from './add-to-query.ts'

it.each([
  ['', 'only', 'src:10.0.0.1'],
  ['type:DDoS', 'only', 'type:DDoS src:10.0.0.1'],
  ['type:DDoS or dport:80', 'exclude', '(type:DDoS or dport:80) -src:10.0.0.1'],
  ['src:10.0.0.1 dport:80', 'only', 'src:10.0.0.1 dport:80'],
  ['wrong:(', 'exclude', '-src:10.0.0.1'],
] as const)('adds an address to "%s": %s', (query, how, expected) => {
  expect(addToQuery(query, fieldIs('src', '10.0.0.1'), how, 'flows')).toBe(expected)
})
