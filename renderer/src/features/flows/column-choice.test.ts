import fc from 'fast-check'
import { expect, it } from 'vitest'

import { DEFAULT_FLOW_COLUMNS, FlowColumnsSchema } from '../../../../contract/flow-columns.ts'
import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'
import { allowedWidth, featuresOf, moveColumn, shownColumns, withColumn, withWidth } from './column-choice.ts'
import { type FlowColumn, OWN_COLUMNS, roomOf, tracksOf } from './columns-in-room.ts'

const STANDARD: readonly FlowColumn[] = ['timestamp', 'threat_type']
const ALL: readonly FlowColumn[] = [...OWN_COLUMNS, ...FEATURE_NAMES]

const anyColumn = fc.constantFrom(...ALL)
const anyColumns = fc.uniqueArray(anyColumn, { minLength: 1, maxLength: 20 })

it('shows what was chosen, without what is not known or named twice', () => {
  const shown = ['label', 'from another version', 'Idle Max', 'label']
  expect(shownColumns({ ...DEFAULT_FLOW_COLUMNS, shown }, STANDARD)).toEqual(['label', 'Idle Max'])
  expect(shownColumns(DEFAULT_FLOW_COLUMNS, STANDARD)).toBe(STANDARD)
  expect(shownColumns({ ...DEFAULT_FLOW_COLUMNS, shown: ['unknown'] }, STANDARD)).toBe(STANDARD)
  expect(featuresOf(shown)).toEqual({ features: ['Idle Max'] })
  expect(featuresOf(null)).toEqual({})
})

it('adds a column at the end, takes one away, and leaves the last one', () => {
  fc.assert(
    fc.property(anyColumns, anyColumn, (columns, column) => {
      const more = withColumn(columns, column, true)
      expect(new Set(more)).toEqual(new Set([...columns, column]))
      expect(more.filter((each) => each !== column)).toEqual(columns.filter((each) => each !== column))
      if (!columns.includes(column)) expect(more.at(-1)).toBe(column)
      const fewer = withColumn(more, column, false)
      expect(fewer).toEqual(more.length === 1 ? more : more.filter((each) => each !== column))
    }),
  )
})

it('moves a column past its neighbours and no other, and no further than the ends', () => {
  fc.assert(
    fc.property(anyColumns, fc.nat(), fc.integer({ min: -30, max: 30 }), (columns, at, steps) => {
      const place = at % columns.length
      const [column = 'timestamp'] = columns.slice(place)
      const moved = moveColumn(columns, column, steps)
      expect(moved.indexOf(column)).toBe(Math.max(0, Math.min(columns.length - 1, place + steps)))
      expect(moved.filter((each) => each !== column)).toEqual(columns.filter((each) => each !== column))
    }),
  )
})

it('keeps widths that the settings take, and gives a column its own again', () => {
  fc.assert(
    fc.property(anyColumn, fc.double({ min: -5000, max: 5000, noNaN: true }), (column, px) => {
      const wide = withWidth(DEFAULT_FLOW_COLUMNS, column, px)
      expect(FlowColumnsSchema.parse(wide)).toEqual(wide)
      expect(tracksOf([column], wide.widths_px)).toBe(`${String(allowedWidth(px))}px`)
      expect(roomOf([column], wide.widths_px)).toBe(allowedWidth(px))
      expect(withWidth(wide, column, null)).toEqual(DEFAULT_FLOW_COLUMNS)
    }),
  )
})
