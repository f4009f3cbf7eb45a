import { expect, it } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { flowsOf, NO_ROWS, rowsFrom, withRow } from './chosen-rows.ts'

const row = (place: number) => ({ flow: { id: `1-${String(place)}` } as Flow, place })
const idsOf = (flows: readonly Flow[]) => flows.map(({ id }) => id)

it('chooses a row, and lets it go when it is chosen again', () => {
  const two = withRow(withRow(NO_ROWS, row(307)), row(3))
  expect(two.anchor).toEqual(row(3))
  expect(idsOf(flowsOf(two))).toEqual(['1-3', '1-307'])
  expect(idsOf(flowsOf(withRow(two, row(3))))).toEqual(['1-307'])
})

it('chooses rows that follow one another by their places in the list', () => {
  const rows = rowsFrom(
    198,
    [row(198), row(199), row(200)].map(({ flow }) => flow),
  )
  expect([...rows.values()].map(({ place }) => place)).toEqual([198, 199, 200])
  expect([...rows.keys()]).toEqual(['1-198', '1-199', '1-200'])
})
