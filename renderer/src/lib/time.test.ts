import { expect, it } from 'vitest'

import { formatTick, formatTime, formatTimeRange, readTimeIn, zoneName } from './time.ts'

it('shows UTC as it was recorded, down to the microsecond when asked', () => {
  expect(formatTime('2017-07-07T15:56:03.123456Z', 'utc')).toBe('2017-07-07 15:56:03')
  expect(formatTime('2017-07-07T15:56:03.123456Z', 'utc', 'exact')).toBe('2017-07-07 15:56:03.123456')
  expect(formatTime('2017-07-07T15:56:03Z', 'utc', 'exact')).toBe('2017-07-07 15:56:03')
})

it('moves to the zone of the machine', () => {
  const moment = new Date(2017, 6, 7, 9, 5, 0)
  expect(formatTime(moment.toISOString(), 'local')).toBe('2017-07-07 09:05:00')
})

it('shows what cannot be read as a time as it is', () => {
  expect(formatTime('soon', 'utc')).toBe('soon')
})

it('names a day once when a range stays in it', () => {
  expect(formatTimeRange('2017-07-07T09:00:00Z', '2017-07-07T17:02:00Z', 'utc')).toBe('2017-07-07 09:00 – 17:02')
  expect(formatTimeRange('2017-07-03T09:00:00Z', '2017-07-07T17:02:00Z', 'utc')).toBe(
    '2017-07-03 09:00 – 2017-07-07 17:02',
  )
  expect(formatTimeRange('2017-07-03T09:00:00Z', '2017-07-03T09:00:30Z', 'utc')).toBe('2017-07-03 09:00')
})

it('gives ticks the digits that differ over the span', () => {
  const time = Date.UTC(2017, 6, 7, 15, 56, 3)
  expect(formatTick(time, 60_000, 'utc')).toBe('15:56:03')
  expect(formatTick(time, 3_600_000, 'utc')).toBe('15:56')
  expect(formatTick(time, 5 * 86_400_000, 'utc')).toBe('07-07 15:56')
  expect(formatTick(time, 90 * 86_400_000, 'utc')).toBe('2017-07-07')
  expect(formatTick(time, 3000 * 86_400_000, 'utc')).toBe('2017')
})

it('names UTC', () => {
  expect(zoneName('utc')).toBe('UTC')
})

it('reads a time in the zone that it was written for', () => {
  expect(readTimeIn('2017-07-07 15:00', 'utc')).toBe(Date.UTC(2017, 6, 7, 15) * 1000)
  expect(readTimeIn('2017-07-07 15:00:01.5', 'local')).toBe(new Date(2017, 6, 7, 15, 0, 1).getTime() * 1000 + 500_000)
  expect(readTimeIn('2017-07-07T15:00+02:00', 'local')).toBe(Date.UTC(2017, 6, 7, 13) * 1000)
  expect(readTimeIn('2017-07-07', 'local')).toBe(new Date(2017, 6, 7).getTime() * 1000)
  expect(readTimeIn('yesterday', 'local')).toBeUndefined()
})
