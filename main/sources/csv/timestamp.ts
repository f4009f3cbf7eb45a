import type { TimeFormat } from './dialects.ts'
import { plainTime } from './time-spellings.ts'

/** What of a file's time format decides which moment a text is. */
export type ClockFormat = Pick<TimeFormat, 'clock_hours' | 'utc_offset_minutes'> &
  Partial<Pick<TimeFormat, 'order' | 'has_own_zone' | 'has_halves' | 'is_order_unseen'>>

/** Digits of a calendar time as they are written; the year may have two. */
export interface WrittenTime {
  /** The number before the month in ISO 8601, else whatever stands first. */
  readonly first: number
  readonly second: number
  readonly year: number
  readonly is_year_first: boolean
  readonly is_year_short: boolean
  readonly hour: number
  readonly minute: number
  readonly seconds: number
  readonly fraction_us: number
  readonly half: 'A' | 'P' | undefined
  /** UTC offset in the text itself; undefined when there is none. */
  readonly offset_minutes: number | undefined
}

const CLOCK = /(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?/.source
const HALF = / ?([AP])\.?M\.?/.source
const ZONE = / ?((?:Z|UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d(?::?\d\d)?)/.source
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d\\d?)\\2(\\d\\d?)[ T]${CLOCK}(?:${HALF})?(?:${ZONE})?$`, 'i')
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d\\d),? ${CLOCK}(?:${HALF})?(?:${ZONE})?$`, 'i')
/** A flow of this century: seconds have ten digits, milliseconds 13, microseconds 16, nanoseconds 19; decimal commas too. */
const SINCE_1970 = /^(\d{10}|\d{13}|\d{16}|\d{19})(?:[.,](\d+))?$/
const MICROSECOND_DIGITS = 16

/** Years in which a flow can have been seen; beyond 2255 a double does not hold every microsecond. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2200
const LAST_US = Date.UTC(LAST_YEAR + 1, 0) * 1000

/** On a clock of twelve hours without am and pm, hours below this are afternoon: captures began in the morning. */
const FIRST_MORNING_HOUR = 8

const UTC: ClockFormat = { clock_hours: 24, utc_offset_minutes: 0 }

/** A text that may be a time. It is read once: many questions are asked of the times of a table. */
export interface TimeText {
  readonly text: string
  /** Undefined when it is no calendar time. */
  readonly written: WrittenTime | undefined
}

export function readTimeText(text: string): TimeText {
  return { text, written: readWrittenTime(text) }
}

/**
 * Microseconds since 1970 (UTC) of the start of a flow: ISO 8601 with or without its own offset; day, month and year
 * in the order of the format, with or without AM and PM; or a number since 1970, whose digits tell its unit. NaN for
 * any other text, for one that leaves open what the others of its file tell (zone, AM or PM, order), and for a day or an hour that no calendar or clock has.
 */
export function parseTimestampUs(text: string, format: ClockFormat = UTC): number {
  return timestampUs(readTimeText(text), format)
}

/** The same of a text that was read before. */
export function timestampUs({ text, written }: TimeText, format: ClockFormat): number {
  if (written === undefined) return sinceEpochUs(text)
  return isUnclear(written, format) ? NaN : momentUs(written, format)
}

/** Whether a time leaves open what the first times of its file told, or what none of them did. */
function isUnclear(written: WrittenTime, { has_own_zone, has_halves, is_order_unseen }: ClockFormat): boolean {
  const { half, hour, offset_minutes, is_year_first } = written
  if (has_own_zone === true && offset_minutes === undefined) return true
  if (has_halves === true && half === undefined && hour >= 1 && hour <= 12) return true
  return is_order_unseen === true && !is_year_first
}

/** A calendar time as written in the text; undefined when it is not one. */
export function readWrittenTime(text: string): WrittenTime | undefined {
  const plain = readPlainTime(text)
  // Numbers since 1970 may have a point too, and whole files of them.
  if (plain !== undefined || !HAS_CLOCK.test(text) || SINCE_1970.test(text)) return plain
  const plainer = plainTime(text)
  return plainer === undefined ? undefined : readPlainTime(plainer)
}

const HAS_CLOCK = /\p{Nd} ?[:.：时時시点點h] ?\p{Nd}|\dT\d/u

/** A time in digits, with AM or PM and a zone in Latin letters. */
function readPlainTime(text: string): WrittenTime | undefined {
  const year_first = YEAR_FIRST.exec(text)
  if (year_first !== null) {
    const [, year, , month, day, hour, minute, seconds, fraction, half, zone] = year_first
    return {
      ...clockOf(hour, minute, seconds, fraction),
      ...{ first: Number(month), second: Number(day), year: Number(year), is_year_first: true, is_year_short: false },
      ...placeOf(half, zone),
    }
  }
  const year_last = YEAR_LAST.exec(text)
  if (year_last === null) return undefined
  const [, first, separator, second, year = '', hour, minute, seconds, fraction, half, zone] = year_last
  const is_year_short = year.length === 2
  // 17-07-03 may begin with the year.
  if (is_year_short && (separator === '-' || beginsWithYear(Number(first), Number(second), Number(year))))
    return undefined
  return {
    ...clockOf(hour, minute, seconds, fraction),
    ...{ first: Number(first), second: Number(second), is_year_first: false, is_year_short },
    year: Number(year) + (is_year_short ? 2000 : 0),
    ...placeOf(half, zone),
  }
}

/** Flow meters of the present are no older. */
const FIRST_SHORT_YEAR = 16

/** Whether the first of three numbers may be a year, written short, of which there are flow tables. */
export function maybeYearFirst(first: number, second: number, third: number): boolean {
  return isYearOfTables(first) && second <= 12 && third >= 1 && third <= 31
}

/** Whether it is more likely one than the last: 26/03/10 is of 2026 rather than of 2010. */
function beginsWithYear(first: number, second: number, third: number): boolean {
  return maybeYearFirst(first, second, third) && !isYearOfTables(third)
}

function isYearOfTables(short_year: number): boolean {
  return short_year >= FIRST_SHORT_YEAR && 2000 + short_year <= new Date().getUTCFullYear()
}

function placeOf(half: string | undefined, zone: string | undefined) {
  return {
    half: half?.toUpperCase() as 'A' | 'P' | undefined,
    offset_minutes: zone === undefined ? undefined : offsetOf(zone),
  }
}

/** Microseconds since 1970 of a number of seconds, milliseconds, microseconds or nanoseconds; NaN for other text. */
export function sinceEpochUs(text: string): number {
  const [, digits, fraction = ''] = SINCE_1970.exec(text) ?? []
  if (digits === undefined) return NaN
  const places = MICROSECOND_DIGITS - digits.length
  const moved = places >= 0 ? digits + fraction.padEnd(places, '0').slice(0, places) : digits.slice(0, places)
  const time_us = Number(moved)
  if (!(time_us < LAST_US)) return NaN
  const latest_us = Date.now() * 1000 + CLOCK_FAULT_US
  return time_us > latest_us && isCalendarTime(digits, latest_us) ? NaN : time_us
}

/** Clocks are wrong, and zones unknown, by no more. */
const CLOCK_FAULT_US = 2 * 86_400e6
/** Behind the year. */
const CALENDAR_REST = /^(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?/
const CALENDAR_YEARS = [/^\d{4}/, /^\d\d/] as const

/**
 * Whether digits that would be a moment yet to come are the year, month, day and hour of one that was: 2026031008 is in
 * 2034 as seconds since 1970, and no capture is from there.
 */
function isCalendarTime(digits: string, latest_us: number): boolean {
  return CALENDAR_YEARS.some((year_digits) => {
    const [year = ''] = year_digits.exec(digits) ?? []
    const [, month, day, hour, minute = '0', second = '0'] = CALENDAR_REST.exec(digits.slice(year.length)) ?? []
    const full_year = Number(year) + (year.length === 2 ? 2000 : 0)
    const midnight = new Date(Date.UTC(full_year, Number(month) - 1, Number(day)))
    return (
      midnight.getUTCMonth() === Number(month) - 1 &&
      midnight.getUTCDate() === Number(day) &&
      full_year >= FIRST_YEAR &&
      midnight.getTime() * 1000 <= latest_us &&
      isTimeOfDay(Number(hour), Number(minute), Number(second))
    )
  })
}

function clockOf(hour = '', minute = '', seconds = '0', fraction = '') {
  return {
    hour: Number(hour),
    minute: Number(minute),
    seconds: Number(seconds),
    fraction_us: Number(fraction.padEnd(6, '0').slice(0, 6)),
  }
}

function offsetOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d?):?(\d\d)?$/.exec(zone) ?? []
  const size = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -size : size
}

function momentUs(written: WrittenTime, { order, clock_hours, utc_offset_minutes }: ClockFormat): number {
  const { first, second, year, minute, seconds, fraction_us, offset_minutes = utc_offset_minutes } = written
  const is_month_first = written.is_year_first || order === 'month-first'
  const [month, day] = is_month_first ? [first, second] : [second, first]
  // Who writes a zone writes all hours.
  const hour = hourOfDay(written.hour, written.half, written.offset_minutes === undefined ? clock_hours : 24)
  const midnight_ms = Date.UTC(year, month - 1, day)
  const date = new Date(midnight_ms)
  const is_date = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!is_date || year < FIRST_YEAR || year > LAST_YEAR || !isTimeOfDay(hour, minute, seconds)) return NaN
  return midnight_ms * 1000 + ((hour * 60 + minute - offset_minutes) * 60 + seconds) * 1e6 + fraction_us
}

function hourOfDay(hour: number, half: 'A' | 'P' | undefined, clock_hours: 12 | 24): number {
  if (half !== undefined) return hour < 1 || hour > 12 ? NaN : (hour % 12) + (half === 'P' ? 12 : 0)
  return clock_hours === 12 && hour < FIRST_MORNING_HOUR ? hour + 12 : hour
}

export function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60
}
