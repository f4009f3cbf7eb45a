import { AnomalyError } from '../../contract/errors.ts'
import { parseTime } from '../../contract/query/time-text.ts'
import { TIME_BUCKET_US } from '../scoring/aggregate.ts'
import type { TimeRange } from '../store/charts.ts'

/**
 * A stretch of time, whose ends lie where stored buckets begin.
 * @returns null without any end
 * @throws AnomalyError `invalid_input` for a text that is no time, an end between two buckets, and a range without length
 */
export function readRange(after: string | undefined, before: string | undefined): TimeRange | null {
  if (after === undefined && before === undefined) return null
  const from_us = after === undefined ? 0 : read('after', after)
  const to_us = before === undefined ? Number.MAX_SAFE_INTEGER : read('before', before)
  if (from_us >= to_us) throw wrong('before', 'is not later than after')
  return { from_us, to_us }
}

function read(where: string, text: string): number {
  const time_us = parseTime(text)
  if (time_us === undefined) throw wrong(where, `is "${text.slice(0, 60)}", which is no time such as 2017-07-07T15:00`)
  if (time_us % TIME_BUCKET_US !== 0) throw wrong(where, 'is not a multiple of ten seconds')
  return time_us
}

function wrong(where: string, reason: string): AnomalyError {
  return new AnomalyError('invalid_input', `${where} ${reason}.`, { problems: [{ where, reason }] })
}
