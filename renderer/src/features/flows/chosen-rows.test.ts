import fc from 'fast-check'
import { expect, it } from 'vitest'

import { NO_ROWS, stretchTo, withRow } from './chosen-rows.ts'

const ORDER = Array.from({ length: 20 }, (_, at) => `1-${String(at + 1)}`)
const anyRow = fc.constantFrom(...ORDER)

it('chooses a row, and lets it go when it is chosen again', () => {
  const two = withRow(withRow(NO_ROWS, '1-3'), '1-7')
  expect([...two.ids]).toEqual(['1-3', '1-7'])
  expect(withRow(two, '1-3')).toEqual({ ids: new Set(['1-7']), anchor: '1-3' })
})

it('chooses all rows from where a stretch began to where it is drawn to, up or down', () => {
  fc.assert(
    fc.property(anyRow, anyRow, anyRow, (from, over, to) => {
      const first = stretchTo(NO_ROWS, ORDER, from, over)
      const stretch = stretchTo(first, ORDER, over, to)
      const places = [ORDER.indexOf(from), ORDER.indexOf(to)]
      expect([...stretch.ids]).toEqual(ORDER.slice(Math.min(...places), Math.max(...places) + 1))
      expect(stretch.anchor).toBe(from)
    }),
  )
})

it('begins anew where the row that it began at is not listed any more', () => {
  expect([...stretchTo({ ids: new Set(['9-9']), anchor: '9-9' }, ORDER, '1-2', '1-3').ids]).toEqual(['1-2', '1-3'])
})
