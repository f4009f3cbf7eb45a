import fc from 'fast-check'
import { expect, it } from 'vitest'

import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'
import { FLOW_SORTS } from '../../../../contract/flows.ts'
import { OWN_COLUMNS } from './columns-in-room.ts'
import { NEWEST_FIRST, nextSort, readSort, readStart, sortInput, withSort } from './flow-sort.ts'

it('sorts by every column there is', () => {
  expect([...FLOW_SORTS].sort()).toEqual([...OWN_COLUMNS, ...FEATURE_NAMES].sort())
})

it('is read from the address as it was written, beside what else is there', () => {
  const anySort = fc.record({ by: fc.constantFrom(...FLOW_SORTS), direction: fc.constantFrom('asc', 'desc') })
  fc.assert(
    fc.property(anySort, anySort, (before, sort) => {
      const search = withSort(withSort(new URLSearchParams('q=dport:80'), before), sort)
      expect(readSort(new URLSearchParams(search.toString()))).toEqual(sort)
      expect(search.get('q')).toBe('dport:80')
    }),
  )
  expect(withSort(new URLSearchParams('sort=Idle+Max&order=asc'), NEWEST_FIRST).toString()).toBe('')
  expect(readSort(new URLSearchParams('sort=nonsense&order=asc'))).toEqual(NEWEST_FIRST)
  expect(sortInput(NEWEST_FIRST)).toEqual({})
})

it('begins at a time where the newest flow is first', () => {
  const startOf = (search: string) => readStart(new URLSearchParams(search))
  expect(startOf('at=2017-07-07T15:00Z')).toBe('2017-07-07T15:00Z')
  expect(startOf('at=2017-07-07T15:00Z&sort=bytes')).toBeNull()
  expect(startOf('at=yesterday')).toBeNull()
  expect(startOf('')).toBeNull()
})

it('turns round where it is chosen again, and begins with what is looked for', () => {
  expect(nextSort(NEWEST_FIRST, 'timestamp')).toEqual({ by: 'timestamp', direction: 'asc' })
  expect(nextSort(NEWEST_FIRST, 'bytes')).toEqual({ by: 'bytes', direction: 'desc' })
  expect(nextSort(NEWEST_FIRST, 'source_ip')).toEqual({ by: 'source_ip', direction: 'asc' })
})
