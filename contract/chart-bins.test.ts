import fc from 'fast-check'
import { expect, it } from 'vitest'

import { binSeries, cutsOf, placeOf, scaleOf, ticksOf } from './chart-bins.ts'

const flowsIn = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, flows) => sum + flows, 0)

it('loses no flow, and never makes more bins than asked for', () => {
  const bucket = fc.record({ place: fc.nat(700), flows: fc.integer({ min: 1, max: 1000 }) })
  fc.assert(
    fc.property(
      fc.uniqueArray(bucket, { minLength: 1, selector: ({ place }) => place }),
      fc.integer({ min: 1, max: 120 }),
      (all, limit) => {
        const buckets = all.map(({ place, flows }) => ({
          start: 1_499_083_000_000 + place * 60_000,
          by_threat_type: [{ threat_type: 'DDoS', flows }],
        }))
        const bins = binSeries({ buckets, bucket_width: 60_000, gaps: [] }, limit)
        expect(bins.length).toBeLessThanOrEqual(limit)
        expect(bins.reduce((sum, bin) => sum + flowsIn(bin.counts), 0)).toBe(
          all.reduce((sum, { flows }) => sum + flows, 0),
        )
      },
    ),
  )
})

it('keeps stretches without flows, so that a pause looks like one', () => {
  const by_threat_type = [{ threat_type: 'Bot', flows: 1 }]
  const bins = binSeries(
    {
      bucket_width: 10,
      gaps: [],
      buckets: [
        { start: 0, by_threat_type },
        { start: 30, by_threat_type },
      ],
    },
    100,
  )
  expect(bins.map(({ counts }) => flowsIn(counts))).toEqual([1, 0, 0, 1])
})

it('cuts out gaps between captures: no flow is lost, bins have one width, and each piece of the axis has a tick', () => {
  const minute = 60_000
  const [day_1, day_4] = [Date.UTC(2017, 6, 4, 9), Date.UTC(2017, 6, 7, 9)]
  const by_threat_type = [{ threat_type: 'DDoS', flows: 1 }]
  const buckets = [day_1, day_4].flatMap((day) =>
    Array.from({ length: 90 }, (_, at) => ({ start: day + at * minute, by_threat_type })),
  )
  const gaps = [{ start: day_1 + 90 * minute, end: day_4 }]
  const bins = binSeries({ buckets, bucket_width: minute, gaps }, 60)
  expect(bins).toHaveLength(60)
  expect(bins.reduce((sum, { counts }) => sum + flowsIn(counts), 0)).toBe(180)
  expect(new Set(bins.map(({ start, end }) => end - start))).toEqual(new Set([3 * minute]))
  expect(cutsOf(bins)).toEqual([30])
  expect(placeOf(day_4, bins)).toBe(0.5)
  expect(placeOf(day_1 + 1000 * minute, bins)).toBeUndefined()
  const ticks = ticksOf(bins, 'time', 6).map((value) => new Date(value).toISOString().slice(5, 16))
  expect(ticks).toEqual(['07-04T09:00', '07-04T09:30', '07-04T10:00', '07-07T09:00', '07-07T09:30', '07-07T10:00'])
})

it('puts ticks at round times', () => {
  const start = Date.UTC(2017, 6, 7, 9, 20)
  const bins = Array.from({ length: 96 }, (_, place) => ({
    start: start + place * 300_000,
    end: start + (place + 1) * 300_000,
    counts: {},
  }))
  const ticks = ticksOf(bins, 'time', 8).map((value) => new Date(value).toISOString().slice(11, 16))
  expect(ticks).toEqual(['10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00'])
})

it('ticks round numbers, wherever the bins start', () => {
  const bins = Array.from({ length: 30 }, (_, place) => ({ start: 1 + place * 7, end: 8 + place * 7, counts: {} }))
  expect(ticksOf(bins, 'row', 5)).toEqual([50, 100, 150, 200])
})

it('starts quarters at the first day of a month', () => {
  const week = 7 * 86_400_000
  const start = Date.UTC(2024, 4, 6)
  const bins = [{ start, end: start + 96 * week, counts: {} }]
  const ticks = ticksOf(bins, 'time', 8).map((value) => new Date(value).toISOString().slice(0, 10))
  expect(ticks).toEqual([
    '2024-07-01',
    '2024-10-01',
    '2025-01-01',
    '2025-04-01',
    '2025-07-01',
    '2025-10-01',
    '2026-01-01',
  ])
})

it('starts years at their first day', () => {
  const week = 7 * 86_400_000
  const start = Date.UTC(2017, 6, 3)
  const bins = Array.from({ length: 160 }, (_, place) => ({
    start: start + place * week,
    end: start + (place + 1) * week,
    counts: {},
  }))
  const ticks = ticksOf(bins, 'time', 6).map((value) => new Date(value).toISOString().slice(0, 10))
  expect(ticks).toEqual(['2018-01-01', '2019-01-01', '2020-01-01'])
})

it('ticks noon and midnight over days, in the zone that is asked for', () => {
  const hour = 3_600_000
  const start = Date.UTC(2017, 6, 3, 11, 57)
  const bins = Array.from({ length: 101 }, (_, place) => ({
    start: start + place * hour,
    end: start + (place + 1) * hour,
    counts: {},
  }))
  const ticks = (offset: number) =>
    ticksOf(bins, 'time', 9, offset).map((value) => new Date(value).toISOString().slice(5, 16))
  expect(ticks(0).slice(0, 3)).toEqual(['07-03T12:00', '07-04T00:00', '07-04T12:00'])
  expect(ticks(2 * hour).slice(0, 2)).toEqual(['07-03T22:00', '07-04T10:00'])
})

it('has a scale of round steps that holds the highest stack', () => {
  const bins = [
    { start: 0, end: 1, counts: { DDoS: 300, Bot: 40 } },
    { start: 1, end: 2, counts: { DDoS: 20 } },
  ]
  expect(scaleOf(bins, ['DDoS', 'Bot'])).toEqual([0, 100, 200, 300, 400])
  expect(scaleOf(bins, ['Bot'])).toEqual([0, 10, 20, 30, 40])
  expect(scaleOf([], [])).toEqual([0, 1])
})

it('has no ticks without bins', () => {
  expect(ticksOf([], 'row', 8)).toEqual([])
})
