import type { TimeFormat } from '../csv/dialects.ts'
import { orderProvedBy, refuseOtherOrder } from '../csv/date-order.ts'
import type { ConversationRecord } from './record.ts'

/** Only such a date can have the day or the month first. */
const YEAR_LAST = /^\d{1,2}[^\d:]/
const SHOWN_CHARS = 40

/** Holds the times of all rows against what the first ones told of how they are written. */
export class TimeWatch {
  readonly #time_format: TimeFormat
  /** Whether the first rows have no date whose order could be told. */
  readonly #is_order_untold: boolean
  #unread = 0
  #first_unread = ''
  #first_year_last: number | null = null
  #is_proved = false

  constructor(time_format: TimeFormat, is_order_untold: boolean) {
    this.#time_format = time_format
    this.#is_order_untold = is_order_untold
  }

  /** @throws AnomalyError `unknown_dialect` when a time proves that the file has dates in another order */
  see({ time_us, time_text }: ConversationRecord, line_number: number): void {
    if (time_text === null) return
    if (Number.isNaN(time_us)) {
      refuseOtherOrder(time_text, line_number, this.#time_format.order)
      if (this.#unread === 0) this.#first_unread = time_text
      this.#unread += 1
    } else if (this.#is_order_untold && !this.#is_proved && YEAR_LAST.test(time_text)) {
      this.#first_year_last ??= line_number
      this.#is_proved = orderProvedBy(time_text) !== undefined
    }
  }

  notices(): readonly string[] {
    const notices: string[] = []
    if (this.#first_year_last !== null && !this.#is_proved) {
      notices.push(
        `From line ${String(this.#first_year_last)} on, dates are ambiguous (day or month first); they are read as day/month/year.`,
      )
    }
    if (this.#unread > 0) {
      notices.push(
        `The times of ${this.#unread.toLocaleString('en')} rows could not be read, such as "${this.#first_unread.slice(0, SHOWN_CHARS)}".`,
      )
    }
    return notices
  }
}
