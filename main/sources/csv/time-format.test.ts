import { describe, expect, test } from 'vitest'

import { normaliseName } from '../../flow/names.ts'
import { type Dialect, recogniseDialect } from './dialects.ts'
import { type KnownOfTimes, readTimes } from './time-format.ts'
import { parseTimestampUs, readTimeText } from './timestamp.ts'

const dialectOf = (...names: string[]) => recogniseDialect(new Set(names.map(normaliseName)), false)
const CICFLOWMETER = dialectOf('Total Fwd Packet', 'FWD Init Win Bytes')
const TRAFFIC_LABELLING = dialectOf('Init_Win_bytes_forward', 'min_seg_size_forward', 'Timestamp')

const readTimesOf = (texts: readonly string[], dialect: Dialect, given?: KnownOfTimes) =>
  readTimes(texts.map(readTimeText), dialect, given)

function isoOf(text: string, { time_format }: ReturnType<typeof readTimes>): string {
  return new Date(parseTimestampUs(text, time_format) / 1000).toISOString()
}

describe('the order of day and month', () => {
  test('is what a number above twelve proves', () => {
    const days_first = ['1/2/2021 14:00', '13/2/2021 14:00']
    expect(readTimesOf(days_first, CICFLOWMETER).time_format.order).toBe('day-first')
    const months_first = ['2/1/2021 14:00', '2/13/2021 14:00']
    const reading = readTimesOf(months_first, CICFLOWMETER)
    expect(isoOf('2/1/2021 14:00', reading)).toBe('2021-02-01T14:00:00.000Z')
    expect(reading.notices.join(' ')).toContain('read as month/day/year')
  })

  test('is told where the year may stand at either end', () => {
    const noticesOf = (...texts: string[]) => readTimesOf(texts, CICFLOWMETER).notices.join(' ')
    expect(noticesOf('19/03/18 14:00', '19/03/20 14:00')).toContain('both the first and the last part of a date')
    expect(noticesOf('19/03/18 14:00', '03/03/18 14:00')).toContain('Years have two digits; they are read as 20xx.')
    expect(noticesOf('19/03/10 14:00')).toContain('None of the first 1 times could be read')
  })

  test('is said to be assumed where nothing proves it', () => {
    const reading = readTimesOf(['3/6/2021 14:00'], CICFLOWMETER)
    expect(isoOf('3/6/2021 14:00', reading)).toBe('2021-06-03T14:00:00.000Z')
    expect(reading.notices.join(' ')).toContain('The dates are ambiguous (day or month first)')
  })

  test.each(['3/7/2017 9:34', '7/3/2017 9:34', '3/7/17 9:34', '03.07.2017 09:34', '2017-07-03 09:34:00'])(
    'of %s is proved by the days on which the dataset was recorded',
    (text) => {
      const reading = readTimesOf([text], TRAFFIC_LABELLING)
      expect(isoOf(text, reading)).toBe('2017-07-03T12:34:00.000Z')
      expect(reading.notices.join(' ')).not.toContain('ambiguous')
    },
  )
})

describe('the clock', () => {
  test('drops am and pm in the datasets that are known for it, however the date is written', () => {
    for (const text of ['7/7/2017 3:56', '2017-07-07 03:56:00']) {
      const reading = readTimesOf([text], TRAFFIC_LABELLING)
      expect(isoOf(text, reading)).toBe('2017-07-07T18:56:00.000Z')
      expect(reading.notices).toEqual([
        'The file has a 12-hour clock without am and pm; hours before 8 are read as afternoon.',
      ])
    }
  })

  test('has 24 hours when one of them shows it', () => {
    const reading = readTimesOf(['7/7/2017 3:56', '7/7/2017 15:56'], TRAFFIC_LABELLING)
    expect(reading.time_format.clock_hours).toBe(24)
    expect(isoOf('7/7/2017 3:56', reading)).toBe('2017-07-07T06:56:00.000Z')
  })

  test('of another place is read as it stands, and said to be uncertain', () => {
    const { notices } = readTimesOf(['13/06/2019 03:52:39'], CICFLOWMETER)
    expect(notices.join(' ')).toContain('if the flow meter omitted am and pm')
    expect(readTimesOf(['13/06/2019 03:52:39 PM'], CICFLOWMETER).notices.join(' ')).not.toContain('am and pm')
  })
})

describe('the zone', () => {
  test.each(['2021-02-13 12:31:01+02:00', '2021-02-13T10:31:01Z', '1613212261', '1613212261000'])(
    '%s tells its own, whatever a person gives',
    (text) => {
      const reading = readTimesOf([text], TRAFFIC_LABELLING, { utc_offset_minutes: 300 })
      expect(reading.time_format.is_offset_known).toBe(true)
      expect(isoOf(text, reading)).toBe('2021-02-13T10:31:01.000Z')
    },
  )

  test('is said to be assumed', () => {
    expect(readTimesOf(['2021-02-13 12:31:01'], CICFLOWMETER).notices).toEqual([
      'The file does not state the time zone of its times; they are read as UTC.',
    ])
    const given = readTimesOf(['2021-02-13 12:31:01'], CICFLOWMETER, { utc_offset_minutes: 300 })
    expect(given).toMatchObject({ time_format: { utc_offset_minutes: 300, is_offset_known: true }, notices: [] })
  })
})

describe('times that cannot be read', () => {
  test('are told, all or some', () => {
    expect(readTimesOf(['55:58.0', '42923.16'], CICFLOWMETER).notices).toEqual([
      'None of the first 2 times could be read, such as "55:58.0". Flows without a readable time are imported but do not appear on the time axis.',
    ])
    expect(readTimesOf(['2021-02-13 12:31:01Z', ''], CICFLOWMETER).notices[0]).toContain(
      '1 of the first 2 times could not be read, such as an empty cell.',
    )
  })

  test('do not make a file one of a dataset', () => {
    expect(readTimesOf(['yesterday'], TRAFFIC_LABELLING).dialect).toMatchObject({
      id: 'cicflowmeter',
      instrument: 'original',
    })
  })
})
