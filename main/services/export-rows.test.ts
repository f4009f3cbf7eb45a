import { expect, it } from 'vitest'

import { exportColumns, MOST_SORTED, refuseTotal } from './export-rows.ts'

it('refuses to sort more flows than is affordable, and says what to do', () => {
  refuseTotal(null)
  refuseTotal(MOST_SORTED)
  expect(() => refuseTotal(MOST_SORTED + 1)).toThrow(
    'At most 5,000,000 flows are exported in another order than newest first; the list has 5,000,001. Narrow it, or export it newest first.',
  )
})

it('has each column once, however often it was asked for', () => {
  const columns = exportColumns({
    what: 'flows',
    filters: { columns: ['Idle Max', 'packets', 'packets'], features: ['Idle Max', 'Idle Min'] },
  })
  expect(columns).toEqual(['id', 'Idle Max', 'forward_packets', 'backward_packets', 'Idle Min'])
})
