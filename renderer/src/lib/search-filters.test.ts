import { expect, it } from 'vitest'

import { addressOf, readFilters, readId, writeFilters } from './search-filters.ts'

it('reads back what it wrote', () => {
  const filters = { q: 'dport:80 -"a&b"', capture_id: 3, threat_type: 'Web Attack - Sql Injection', alert_id: 12 }
  expect(readFilters(writeFilters(filters))).toEqual(filters)
  expect(addressOf('/flows', filters)).toBe(
    '/flows?q=dport%3A80+-%22a%26b%22&capture=3&threat_type=Web+Attack+-+Sql+Injection&alert=12',
  )
  expect(addressOf('/flows')).toBe('/flows')
})

it('takes no notice of ids that are none', () => {
  expect(readFilters(new URLSearchParams('capture=-1&alert=x&threat_type='))).toEqual({})
  expect(readId('007')).toBeUndefined()
})
