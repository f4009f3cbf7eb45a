import fc from 'fast-check'
import { expect, test } from 'vitest'

import { AnomalyError } from '../../../contract/errors.ts'
import { addressText } from '../../flow/address.ts'
import { findColumns, labelColumns } from '../csv/columns.ts'
import { recogniseDialect } from '../csv/dialects.ts'
import { destinationIp, NO_LABEL, sourceIp } from '../../flow/flow-batch.ts'
import { portNumber, protocolNumber } from '../csv/identity.ts'
import { labelOf } from '../csv/label.ts'
import { readTimes } from '../csv/time-format.ts'
import { parseTimestampUs, readTimeText } from '../csv/timestamp.ts'
import { IS_TIME_FEATURE } from '../csv/units.ts'
import { parseNumericCell } from '../../flow/cell.ts'
import { FEATURE_COUNT, FEATURES, featureIndex, mayBeMissing } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'
import { threatTypeIndex } from '../../flow/threat-types.ts'
import { readEntries } from './flow-entries.ts'

type Entry = Readonly<Record<string, unknown>>

/** What an entry means, said plainly: a value at a time, nothing remembered. */
function plainly(entry: Entry) {
  const first = new Map<number, [name: string, value: unknown]>()
  for (const [name, value] of Object.entries(entry)) {
    const index = featureIndex(name)
    if (index !== undefined && !first.has(index)) first.set(index, [name, value])
  }
  const missing = FEATURES.filter((_, index) => !first.has(index)).map(({ name }) => name)
  const not_numeric: string[] = []
  const duration = numberOf(first.get(featureIndex('Flow Duration') ?? -1)?.[1]) ?? NaN
  const features = new Float32Array(FEATURE_COUNT)
  for (const [index, [name, value]] of first) {
    const number = numberOf(value)
    const is_absent = number !== undefined && Number.isNaN(number)
    const is_taken = is_absent ? mayBeMissing(index, duration) : Number.isFinite(Math.fround(number ?? Infinity))
    if (is_taken) features[index] = number ?? NaN
    else not_numeric.push(name)
  }
  const columns = findColumns(Object.keys(entry))
  const faults = [
    missing.length > 0 ? `lacks ${missing.join(', ')}` : '',
    not_numeric.length > 0 ? `has no number for ${not_numeric.join(', ')}` : '',
    ...oddIdentity(entry, columns),
  ].filter((fault) => fault !== '')
  return { faults, features: [...features], columns }
}

/** Objects, truth values and numbers out of range, which no cell of a table stands for. */
function oddIdentity(entry: Entry, columns: ReturnType<typeof findColumns>): string[] {
  const isWithin = (last: number) => (value: number) => Number.isInteger(value) && value >= 0 && value <= last
  const port = [isWithin(65_535), 'a port is text or a whole number from 0 to 65535'] as const
  const address = [() => true, 'an address is text'] as const
  const isTime = (value: number) =>
    !Number.isNaN(parseTimestampUs(String(value), { order: 'day-first', clock_hours: 24, utc_offset_minutes: 0 }))
  const names = Object.keys(entry)
  const checks: readonly (readonly [number, readonly [(value: number) => boolean, string]])[] = [
    [columns.timestamp, [isTime, 'a time is text or a number since 1970']],
    [columns.source_ip, address],
    [columns.destination_ip, address],
    [columns.source_port, port],
    [columns.destination_port, port],
    [columns.protocol, [isWithin(255), 'a protocol is text or a whole number from 0 to 255']],
    ...(columns.label < 0 ? [] : labelColumns(names)).map(
      (column) => [column, [() => true, 'a label is text or a number']] as const,
    ),
  ]
  return checks.flatMap(([column, [fits, expected]]) => {
    const value = Object.values(entry)[column] ?? ''
    if (column < 0 || typeof value === 'string' || (typeof value === 'number' && fits(value))) return []
    const shown = Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : JSON.stringify(value)
    return [`has ${typeof value === 'number' ? String(value) : shown} for ${names[column] ?? ''}: ${expected}`]
  })
}

/** The cell that a table would have under a column's name. */
function cellOf(entry: Entry, column: number): string | null {
  const value = Object.values(entry)[column]
  if (column < 0) return null
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN
  if (value === null) return NaN
  return typeof value === 'string' ? parseNumericCell(value) : undefined
}

/** What tells the unit of times; entries of chance would contradict each other. */
const UNIT_FEATURES: readonly number[] = FEATURES.flatMap(({ name }, index) =>
  name !== 'Flow Duration' && (name.endsWith('/s') || IS_TIME_FEATURE[index] === true) ? index : [],
)

const SPELLINGS = FEATURES.map(({ name, aliases }) => {
  const known = [name, ...aliases]
  return [...known, ` ${name}`, name.toUpperCase(), name.replaceAll(' ', '_').toLowerCase()]
})
const OTHER_FEATURES = FEATURES.map((_, index) => index).filter((index) => !UNIT_FEATURES.includes(index))
const IDENTITY = ['Src IP', 'Source IP', 'source_ip', 'Dst IP', ' Destination IP', 'Src Port', 'Source Port'].concat(
  ...['Dst Port', 'Destination Port', 'Protocol', 'PROTOCOL', 'Timestamp', 'Label', 'label', 'Flow ID', 'SimillarHTTP'],
)

const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -1, max: 70_000 }) },
  { weight: 4, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }).map(String) },
)
const strange = fc.oneof(
  fc.constantFrom('', ' ', 'NaN', 'Infinity', '-inf', '1e39', '0x1F', 'many', null, true, undefined, 1e39, -0),
  fc.jsonValue(),
)
const identity = fc.oneof(
  fc.constantFrom('10.0.0.1', '10.0.0.2', '2026-03-10 08:30:03.132544', '3/7/2017 8:55', 'DDoS', 'BENIGN', 'é', null),
  number,
  strange,
)
/** A flow with all its features in some spelling, in some order, and with faults or without. */
const entry = fc
  .tuple(
    fc.tuple(...SPELLINGS.map((names) => fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 1000 })))),
    fc.array(fc.tuple(fc.constantFrom(...OTHER_FEATURES), fc.oneof(number, strange)), { maxLength: 3 }),
    fc.array(fc.nat(FEATURE_COUNT - 1), { maxLength: 1 }),
    fc.array(
      fc.tuple(fc.constantFrom(...IDENTITY, ...OTHER_FEATURES.flatMap((index) => SPELLINGS[index] ?? [])), identity),
      { maxLength: 8 },
    ),
    fc.array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 3 }),
    fc.integer({ min: 0, max: 9 }).map((dice) => dice > 2),
  )
  .map(([whole, changes, left_out, more, unknown, is_sound]) => {
    const cells: [string, unknown][] = [...whole]
    for (const index of UNIT_FEATURES) cells[index] = [cells[index]?.[0] ?? '', 0]
    if (!is_sound) for (const [at, value] of changes) cells[at] = [cells[at]?.[0] ?? '', value]
    const kept = is_sound ? cells : cells.filter((_, at) => !left_out.includes(at))
    const others = is_sound ? more.filter(([name]) => featureIndex(name) === undefined) : more
    return Object.fromEntries([...others, ...kept, ...unknown])
  })

test('entries are read as they are plainly understood, good ones and faulty ones', () => {
  let sound = 0
  let faulty = 0
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
      const expected = entries.map(plainly)
      const problems = expected.flatMap(({ faults }, at) =>
        faults.map((reason) => ({ where: `log_entries[${String(at)}]`, reason })),
      )
      if (problems.length > 0) {
        faulty += 1
        expect(refusalOf(entries).problems).toEqual(problems)
        return
      }
      sound += 1
      const { flows, instrument } = readEntries(entries)
      const names = new Set(Object.keys(entries[0] ?? {}).map(normaliseName))
      const times = expected.flatMap(({ columns }, at) => cellOf(entries[at] ?? {}, columns.timestamp)?.trim() ?? [])
      const { dialect, time_format } = readTimes(times.map(readTimeText), recogniseDialect(names, false))
      expect(instrument).toBe(dialect.instrument === 'unknown' ? null : dialect.instrument)
      expected.forEach(({ features, columns }, row) => {
        const cell = (column: number) => cellOf(entries[row] ?? {}, column)
        const address = (column: number) => addressText(cell(column) ?? '')
        expect([...flows.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)]).toEqual(features)
        expect({
          timestamp_us: flows.timestamps_us[row],
          source: sourceIp(flows, row),
          destination: destinationIp(flows, row),
          source_port: flows.source_ports[row],
          destination_port: flows.destination_ports[row],
          protocol: flows.protocols[row],
        }).toEqual({
          timestamp_us: parseTimestampUs(cell(columns.timestamp)?.trim() ?? '', time_format),
          source: address(columns.source_ip),
          destination: address(columns.destination_ip),
          source_port: portNumber(cell(columns.source_port) ?? ''),
          destination_port: portNumber(cell(columns.destination_port) ?? ''),
          protocol: protocolNumber(cell(columns.protocol) ?? ''),
        })
        const label = labelOf(cell(columns.label) ?? '', {
          are_protocols_attacks: names.has('simillarhttp'),
          are_numbers_binary: false,
        })
        expect(flows.labels[row]).toBe(label === undefined ? NO_LABEL : threatTypeIndex(label))
        expect(flows.line_numbers[row]).toBe(row + 1)
      })
    }),
    { numRuns: 400, seed: 1 },
  )
  expect(sound).toBeGreaterThan(50)
  expect(faulty).toBeGreaterThan(50)
})

test('more names than are remembered are told apart all the same', () => {
  const whole = Object.fromEntries(FEATURES.map(({ name }, index) => [name, index]))
  const entries = Array.from({ length: 50 }, (_, at) => ({
    ...Object.fromEntries(Array.from({ length: 100 }, (_, other) => [`unknown ${String(at)} ${String(other)}`, 1])),
    ['x'.repeat(1000)]: 1,
    ...whole,
  }))
  const { features, rows } = readEntries(entries).flows
  expect(rows).toBe(50)
  const numbers = FEATURES.map((_, index) => index)
  expect([...features]).toEqual(entries.flatMap(() => numbers))
})

function refusalOf(entries: readonly Entry[]): AnomalyError {
  try {
    readEntries(entries)
  } catch (error) {
    if (error instanceof AnomalyError) return error
    throw error
  }
  throw new Error('the entries were not refused')
}
