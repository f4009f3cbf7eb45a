import { CIC_DDOS_2019, type Dialect, elsewhere, type Recording, type TimeFormat } from './dialects.ts'
import { EvidenceCollector, isReadable, provedOrder, type TimeEvidence } from './date-order.ts'
import { maybeYearFirst, type TimeText, timestampUs, type WrittenTime } from './timestamp.ts'

/** How the times of a file are read, and what a person should know of it. */
export interface TimeReading {
  /** The dialect of the columns, or what it is when the dates are not those of its dataset. */
  readonly dialect: Dialect
  readonly time_format: TimeFormat
  readonly notices: readonly string[]
  /** Whether later rows may prove another order or clock than these could. */
  readonly are_times_open: boolean
}

/** What is known of the times beside the first rows. */
export interface KnownOfTimes {
  /** The zone a person gives; times that tell their own keep it. */
  readonly utc_offset_minutes?: number
  /** What all rows of the file prove. */
  readonly evidence?: TimeEvidence
}

const DAY_US = 86_400e6

/**
 * Reads the style of the times in the first rows: order of day and month, clock, zone. What the rows do not tell comes
 * from the dataset when the dates are those of its recordings; what nobody tells is a notice.
 * @param texts cells of the time column, trimmed; none when the file has no such column
 * @throws AnomalyError `unknown_dialect` when they prove both orders
 */
export function readTimes(texts: readonly TimeText[], dialect: Dialect, given: KnownOfTimes = {}): TimeReading {
  if (texts.length === 0) return { dialect, time_format: dialect.time_format, notices: [], are_times_open: false }
  const times = texts.flatMap(({ written }) => written ?? [])
  const evidence = given.evidence ?? evidenceOf(texts)
  const { has_dates } = evidence
  const has_any = reads(texts)
  const told = provedOrder(evidence) ?? (has_dates || !has_any ? undefined : 'day-first')
  const { order, recording } = placed(texts, dialect, told === undefined ? ['day-first', 'month-first'] : [told])
  const is_elsewhere = dialect.recordings.length > 0 && recording === undefined
  const home = is_elsewhere ? elsewhere(dialect) : dialect
  const has_own_zone = times.every(({ offset_minutes }) => offset_minutes !== undefined) && has_any
  const known_offset = has_own_zone ? 0 : (given.utc_offset_minutes ?? recording?.utc_offset_minutes)
  const time_format: TimeFormat = {
    order,
    clock_hours: evidence.has_24_hours ? 24 : home.time_format.clock_hours,
    utc_offset_minutes: known_offset ?? home.time_format.utc_offset_minutes,
    is_offset_known: known_offset !== undefined || home.time_format.is_offset_known,
    ...(has_own_zone ? { has_own_zone } : {}),
    ...(times.length > 0 && times.every(({ half }) => half !== undefined) ? { has_halves: true } : {}),
    ...(has_any && !has_dates ? { is_order_unseen: true } : {}),
  }
  const is_order_open = told === undefined && recording === undefined
  return {
    dialect: home,
    time_format,
    notices: [
      ...unreadable(texts, time_format),
      ...styleNotices(times, time_format, { is_order_open: is_order_open && has_dates, ...evidence }),
      ...zoneNotice(times, time_format),
    ],
    are_times_open:
      given.evidence === undefined &&
      (!has_any || (is_order_open && has_dates) || (times.length > 0 && time_format.clock_hours === 12)),
  }
}

export function evidenceOf(texts: readonly TimeText[]): TimeEvidence {
  const evidence = new EvidenceCollector()
  for (const text of texts) evidence.add(text)
  return evidence
}

function reads(texts: readonly TimeText[]): boolean {
  return texts.some((text) => isReadable(text, 'day-first') || isReadable(text, 'month-first'))
}

/** Whether most times are of the days on which CIC-DDoS-2019 was recorded. */
export function areOfDdos2019(texts: readonly TimeText[], order: TimeFormat['order']): boolean {
  return placed(texts, CIC_DDOS_2019, [order]).recording !== undefined
}

/** The recording that most times fall into, and the order in which they do; the first order when there is none. */
function placed(
  texts: readonly TimeText[],
  { recordings }: Dialect,
  orders: readonly TimeFormat['order'][],
): { order: TimeFormat['order']; recording: Recording | undefined } {
  for (const order of orders) {
    const local_us = texts.map((text) => timestampUs(text, { order, clock_hours: 24, utc_offset_minutes: 0 }))
    const readable = local_us.filter((time_us) => !Number.isNaN(time_us))
    const recording = recordings.find(({ first_day, last_day }) => {
      const begin_us = Date.parse(first_day) * 1000
      const end_us = Date.parse(last_day) * 1000 + DAY_US
      const inside = readable.filter((time_us) => time_us >= begin_us && time_us < end_us)
      return inside.length > 0 && inside.length * 2 >= readable.length
    })
    if (recording !== undefined) return { order, recording }
  }
  return { order: orders[0] ?? 'day-first', recording: undefined }
}

function unreadable(texts: readonly TimeText[], format: TimeFormat): string[] {
  const faulty = texts.filter((text) => !isReadable(text, format.order))
  const example = faulty[0]?.text
  if (example === undefined) return []
  const shown = example === '' ? 'an empty cell' : `"${example.slice(0, 40)}"`
  const consequence = 'Flows without a readable time are imported but do not appear on the time axis.'
  return [
    faulty.length === texts.length
      ? `None of the first ${String(texts.length)} times could be read, such as ${shown}. ${consequence}`
      : `${String(faulty.length)} of the first ${String(texts.length)} times could not be read, such as ${shown}. ${consequence}`,
  ]
}

function styleNotices(
  times: readonly WrittenTime[],
  format: TimeFormat,
  { is_order_open, has_24_hours }: { readonly is_order_open: boolean } & Pick<TimeEvidence, 'has_24_hours'>,
): string[] {
  const year_last = times.filter((time) => !time.is_year_first)
  const haveNoHalf = (those: readonly WrittenTime[]) =>
    those.some(({ half, offset_minutes }) => half === undefined && offset_minutes === undefined)
  const notices: string[] = []
  if (is_order_open) {
    notices.push('The dates are ambiguous (day or month first); they are read as day/month/year.')
  } else if (format.order === 'month-first') {
    notices.push('Dates have the month first; they are read as month/day/year.')
  }
  if (haveNoHalf(times) && format.clock_hours === 12) {
    notices.push('The file has a 12-hour clock without am and pm; hours before 8 are read as afternoon.')
  } else if (haveNoHalf(year_last) && !has_24_hours) {
    notices.push(
      'The first hours are all between 1 and 12, without am or pm. They are read as a 24-hour clock; if the flow meter omitted am and pm, as the Java CICFlowMeter does, afternoon times are 12 hours too early.',
    )
  }
  const short = year_last.filter(({ is_year_short }) => is_year_short)
  if (short.length > 0) {
    notices.push(
      short.every(({ first, second, year }) => maybeYearFirst(first, second, year - 2000))
        ? 'Years have two digits, and both the first and the last part of a date can be one; the last is read as the year 20xx.'
        : 'Years have two digits; they are read as 20xx.',
    )
  }
  return notices
}

function zoneNotice(times: readonly WrittenTime[], { utc_offset_minutes, is_offset_known }: TimeFormat): string[] {
  if (is_offset_known || times.length === 0) return []
  return [`The file does not state the time zone of its times; they are read as ${offsetName(utc_offset_minutes)}.`]
}

/** Name of an offset from UTC: UTC, UTC-03:00, UTC+05:30. */
function offsetName(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `UTC${minutes < 0 ? '-' : '+'}${clock}`
}
