import { AnomalyError } from '../../../contract/errors.ts'
import type { TimeFormat } from './dialects.ts'
import { readTimeText, type TimeText, timestampUs } from './timestamp.ts'

export type DateOrder = TimeFormat['order']

/** What the times of a file prove: an example for each order, and whether hours are counted to 24. */
export interface TimeEvidence {
  readonly day_first: string | undefined
  readonly month_first: string | undefined
  readonly has_24_hours: boolean
  /** Whether a date has day and month in either order. */
  readonly has_dates: boolean
  /** An example of a date that is one only if the day stands between year and month. */
  readonly day_in_middle?: string | undefined
}

/** The order that a time proves, since it is no time in the other one; undefined when it proves none. */
function orderProvedBy(time: TimeText): DateOrder | undefined {
  const { written } = time
  if (written === undefined || written.is_year_first || written.first === written.second) return undefined
  if (written.first > 12) return isReadable(time, 'day-first') ? 'day-first' : undefined
  if (written.second > 12) return isReadable(time, 'month-first') ? 'month-first' : undefined
  return undefined
}

/** Whether a time is one only if the day stands between year and month, as in `2026-15-03`: no ISO 8601, and no other is read. */
function hasDayInMiddle({ written }: TimeText): boolean {
  return (
    written?.is_year_first === true &&
    written.first > 12 &&
    written.first <= 31 &&
    written.second >= 1 &&
    written.second <= 12
  )
}

/** Whether a text is a time when its numbers are taken in this order. */
export function isReadable(time: TimeText, order: DateOrder): boolean {
  return !Number.isNaN(timestampUs(time, { order, clock_hours: 24, utc_offset_minutes: 0 }))
}

/** Whether a time shows that hours are counted to 24. */
function shows24Hours({ written }: TimeText): boolean {
  return written !== undefined && written.half === undefined && (written.hour === 0 || written.hour > 12)
}

/** Collects what times prove, one after the other. */
export class EvidenceCollector implements TimeEvidence {
  day_first: string | undefined
  month_first: string | undefined
  has_24_hours = false
  has_dates = false
  day_in_middle: string | undefined

  add(time: TimeText): void {
    if (this.day_in_middle === undefined && hasDayInMiddle(time)) this.day_in_middle = time.text
    const order = orderProvedBy(time)
    if (order === 'day-first') this.day_first ??= time.text
    if (order === 'month-first') this.month_first ??= time.text
    this.has_24_hours ||= shows24Hours(time)
    this.has_dates ||= time.written?.is_year_first === false
  }
}

/**
 * The order that times prove; undefined when they prove none.
 * @throws AnomalyError `unknown_dialect` when they prove both: dates that fit either order cannot be told apart then; and
 * when one has the day between year and month
 */
export function provedOrder({ day_first, month_first, day_in_middle }: TimeEvidence): DateOrder | undefined {
  if (day_in_middle !== undefined) throw dayInMiddle('The file', day_in_middle)
  if (day_first !== undefined && month_first !== undefined) throw mixedOrders(day_first, month_first)
  return day_first === undefined ? (month_first === undefined ? undefined : 'month-first') : 'day-first'
}

/**
 * @param order that of the file; undefined where no date of the first rows has one
 * @throws AnomalyError `unknown_dialect` when a time that cannot be read proves an order the file does not have
 */
export function refuseOtherOrder(text: string, line_number: number, order: DateOrder | undefined): void {
  const time = readTimeText(text)
  if (hasDayInMiddle(time)) throw dayInMiddle(`Line ${String(line_number)}`, text)
  const proved = orderProvedBy(time)
  if (order === undefined || proved === undefined || proved === order) return
  throw new AnomalyError(
    'unknown_dialect',
    `Line ${String(line_number)} has the time "${shown(text)}", ${named(proved)}; dates before it have ${order === 'day-first' ? 'the day' : 'the month'} first. ${ADVICE}`,
  )
}

function dayInMiddle(where: string, text: string): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    `${where} has the time "${shown(text)}", with the day between year and month. Dates that begin with the year are read as year, month, day, so others of the file would be put on another day, and it was not imported. Write its dates as 2026-03-15.`,
  )
}

function mixedOrders(day_first: string, month_first: string): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    `The file mixes two orders of dates: "${shown(day_first)}" is ${named('day-first')}, "${shown(month_first)}" ${named('month-first')}. ${ADVICE}`,
  )
}

const ADVICE =
  'Where both orders are possible the day is unknown, so the file was not imported. Write all its dates in one order, or import the parts separately.'

function named(order: DateOrder): string {
  return order === 'day-first' ? 'with the day first' : 'with the month first'
}

function shown(text: string): string {
  return text.slice(0, 40)
}
