import fc from 'fast-check'

import { FEATURES } from '../../flow/features.ts'
import { simulatedCapture } from '../captures.ts'
import { hostileCell } from './cells.ts'
import { place } from './place.ts'

/** Cells of a capture before anything is done to them. */
export interface Table {
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const ROWS = 40
const TIME_FEATURE = /^(Flow Duration|(Flow|Fwd|Bwd) IAT |Active |Idle )/

function simulated(layout: 'original' | 'corrected'): Table {
  const { header, rows } = simulatedCapture(layout, ROWS)
  return { names: header.split(','), rows: rows.map((row) => row.split(',')) }
}

/** The same flows under other names: that of each feature is its last alias, as CSE-CIC-IDS-2018 writes them. */
function aliased({ names, rows }: Table): Table {
  const alias_of = new Map(FEATURES.map(({ name, aliases }) => [name, aliases.at(-1) ?? name]))
  return { names: names.map((name) => alias_of.get(name.trim()) ?? name), rows }
}

/** The same flows with their times in another unit. */
function inUnit({ names, rows }: Table, us_of_unit: number): Table {
  const is_time = names.map((name) => TIME_FEATURE.test(name.trim()))
  return {
    names,
    rows: rows.map((cells) =>
      cells.map((cell, at) => (is_time[at] === true ? String(Number(cell) / us_of_unit) : cell)),
    ),
  }
}

const corrected = simulated('corrected')
const original = simulated('original')

const valid: fc.Arbitrary<Table> = fc.constantFrom(
  corrected,
  original,
  aliased(original),
  inUnit(original, 1e6),
  inUnit(original, 1e3),
)

/** Names no one expects of a column. */
const oddName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'Label', 'Protocol', 'Timestamp'),
  fc.constantFrom('Fwd Header Length', 'flow_duration', '"', 'Flow Duration!', 'Src IP', 'Dst Port', '\0', 'é', '٣'),
  fc.constantFrom(130, 3_000).map((size) => `Flow IAT Max${'!'.repeat(size)}`),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

type Change = (table: Table) => Table

const at = (place: number, length: number) => Math.min(length - 1, Math.floor(place * length))

/** Columns that are read by rules of their own, and any other. */
const column: fc.Arbitrary<number | string> = fc.oneof(
  { weight: 3, arbitrary: place },
  fc.constantFrom('Flow Bytes/s', 'Flow Packets/s', 'Timestamp', 'Label', 'Src IP', 'Dst IP', 'Src Port', 'Protocol'),
)

const cellChange: fc.Arbitrary<Change> = fc.tuple(place, column, hostileCell).map(([down, across, text]) => (table) => {
  const row = at(down, table.rows.length)
  const cells = table.rows[row]
  if (cells === undefined || cells.length === 0) return table
  const named = typeof across === 'string' ? table.names.findIndex((name) => name.trim() === across) : -1
  const cell = named >= 0 && named < cells.length ? named : at(typeof across === 'string' ? 0 : across, cells.length)
  return { ...table, rows: table.rows.with(row, cells.with(cell, text)) }
})

/** Puts columns in, whose cells are all the same. */
const moreColumns: fc.Arbitrary<Change> = fc
  .tuple(
    place,
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(1, 2, 20) },
      { weight: 1, arbitrary: fc.constantFrom(1_000, 10_000) },
    ),
    oddName,
    fc.oneof(
      fc.constant('0'),
      hostileCell.filter((text) => text.length < 200),
    ),
  )
  .map(([across, columns, name, cell]) => (table) => {
    const column = Math.floor(across * (table.names.length + 1))
    const cells = Array<string>(columns).fill(cell)
    return {
      names: table.names.toSpliced(column, 0, ...cells.map(() => name)),
      rows: table.rows.slice(0, columns > 100 ? 4 : undefined).map((row) => row.toSpliced(column, 0, ...cells)),
    }
  })

const renamed: fc.Arbitrary<Change> = fc.tuple(place, oddName).map(([across, name]) => (table) => ({
  ...table,
  names: table.names.with(at(across, table.names.length), name),
}))

const columnGone: fc.Arbitrary<Change> = place.map((across) => (table) => {
  const column = at(across, table.names.length)
  return {
    names: table.names.toSpliced(column, 1),
    rows: table.rows.map((row) => row.toSpliced(column, 1)),
  }
})

const cellGone: fc.Arbitrary<Change> = place.map((down) => (table) => {
  const row = at(down, table.rows.length)
  return { ...table, rows: table.rows.map((cells, number) => (number === row ? cells.slice(1) : cells)) }
})

const headerAgain: fc.Arbitrary<Change> = place.map((down) => (table) => ({
  ...table,
  rows: table.rows.toSpliced(at(down, table.rows.length + 1), 0, table.names),
}))

/** Enough of them for several chunks of a file. */
const moreRows: fc.Arbitrary<Change> = fc.constantFrom(4, 30).map((times) => (table) => ({
  ...table,
  rows:
    table.rows.length > 60 || table.names.length > 200
      ? table.rows
      : Array.from({ length: times }, () => table.rows).flat(),
}))

const fewerRows: fc.Arbitrary<Change> = fc
  .nat(5)
  .map((rows) => (table) => ({ ...table, rows: table.rows.slice(0, rows) }))

/** The columns in another order. */
function reordered({ names, rows }: Table): Table {
  return { names: names.toReversed(), rows: rows.map((cells) => cells.toReversed()) }
}

/** Another table behind some rows, with its header or without: captures joined, or saved again with changes. */
const joinedWith: fc.Arbitrary<Change> = fc
  .tuple(
    place,
    fc.constantFrom<Change>(
      (table) => table,
      reordered,
      (table) => inUnit(table, 1e6),
      (table) => inUnit(table, 1e-3),
    ),
    fc.constantFrom('own', corrected, original, aliased(original)),
    fc.boolean(),
  )
  .map(([down, save, other, has_header]) => (table) => {
    const { names, rows } = save(other === 'own' ? table : (other as Table))
    const kept = table.rows.slice(0, at(down, table.rows.length + 1))
    return { names: table.names, rows: [...kept, ...(has_header ? [names] : []), ...rows] }
  })

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 40, arbitrary: cellChange },
  { weight: 4, arbitrary: moreColumns },
  { weight: 1, arbitrary: renamed },
  { weight: 1, arbitrary: columnGone },
  { weight: 4, arbitrary: cellGone },
  { weight: 4, arbitrary: headerAgain },
  { weight: 3, arbitrary: joinedWith },
  { weight: 1, arbitrary: fewerRows },
  { weight: 1, arbitrary: moreRows },
)

/** A table of flows of some dialect, with changes that an importer has to bear. */
export const hostileTable: fc.Arbitrary<Table> = fc
  .tuple(valid, fc.array(change, { maxLength: 10 }))
  .map(([table, changes]) => changes.reduce((changed, apply) => apply(changed), table))
