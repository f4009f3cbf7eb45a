import type { TimeFormat } from '../csv/dialects.ts'
import { refuseOtherOrder } from '../csv/date-order.ts'
import type { ConversationRecord } from './record.ts'

const SHOWN_CHARS = 40

/** Holds the times of all rows against what the first ones told of how they are written. */
export class TimeWatch {
  readonly #time_format: TimeFormat
  #unread = 0
  #first_unread = ''

  constructor(time_format: TimeFormat) {
    this.#time_format = time_format
  }

  /** @throws AnomalyError `unknown_dialect` when a time proves that the file has dates in another order */
  see({ time_us, time_text }: ConversationRecord, line_number: number): void {
    if (time_text === null || !Number.isNaN(time_us)) return
    const { order, is_order_unseen } = this.#time_format
    refuseOtherOrder(time_text, line_number, is_order_unseen === true ? undefined : order)
    if (this.#unread === 0) this.#first_unread = time_text
    this.#unread += 1
  }

  notices(): readonly string[] {
    if (this.#unread === 0) return []
    return [
      `The times of ${this.#unread.toLocaleString('en')} rows could not be read, such as "${this.#first_unread.slice(0, SHOWN_CHARS)}".`,
    ]
  }
}
