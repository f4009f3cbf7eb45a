import { expect, it } from 'vitest'

import { MOST_SAVED_QUERIES } from '../../../contract/settings.ts'
import { withQueries, withToggled } from './saved-queries.ts'

const SAVED = { flows: ['type:DDoS', 'dport:80'], alerts: ['flows>100'] }

it('saves a query, and forgets it when it is saved', () => {
  expect(withToggled(SAVED, 'flows', 'proto:udp')).toEqual({ ...SAVED, flows: ['type:DDoS', 'dport:80', 'proto:udp'] })
  expect(withToggled(SAVED, 'flows', 'type:DDoS')).toEqual({ ...SAVED, flows: ['dport:80'] })
  expect(withToggled(SAVED, 'alerts', 'dport:80').alerts).toEqual(['flows>100', 'dport:80'])
})

it('takes others over once, and no more than there is room for', () => {
  const others = { flows: ['dport:80', '', 'x'.repeat(5000), 'proto:udp'], alerts: [] }
  expect(withQueries(SAVED, others)).toEqual({ ...SAVED, flows: ['type:DDoS', 'dport:80', 'proto:udp'] })
  const many = Array.from({ length: 500 }, (_, port) => `dport:${String(port)}`)
  expect(withQueries(SAVED, { flows: many, alerts: [] }).flows).toHaveLength(MOST_SAVED_QUERIES)
})
