import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

import type { HttpLimits } from './limits.ts'
import { type TcpQueues, unreadBytes } from './unread-bytes.ts'

/** A count of bytes and when it last rose. */
interface Mark {
  bytes: number
  at_ms: number
}

/** Tells when one connection waits for its other side in vain: for a body to come, or for an answer to be taken. */
export class Stalls {
  readonly #socket: Socket
  readonly #limits: HttpLimits
  readonly #nowMs: () => number
  #body: IncomingMessage | null = null
  #read: Mark = { bytes: 0, at_ms: 0 }
  #written: Mark = { bytes: 0, at_ms: 0 }
  /** What the system held for the reader when that was last asked. */
  #unread_bytes: number | null = null
  /** Since when an unread body continues after its answer; null when none does. */
  #discarding_since_ms: number | null = null
  #discarded: IncomingMessage | null = null

  constructor(socket: Socket, limits: HttpLimits, nowMs: () => number) {
    this.#socket = socket
    this.#limits = limits
    this.#nowMs = nowMs
    this.#read.at_ms = nowMs()
    this.#written.at_ms = nowMs()
  }

  /** From now on the body must make progress. */
  wantBody(incoming: IncomingMessage): void {
    this.#body = incoming
    this.#read = { bytes: this.#socket.bytesRead, at_ms: this.#nowMs() }
  }

  /** The answer is out; what is left of the body is thrown away, for a while. */
  answered(incoming: IncomingMessage): void {
    this.#body = null
    if (incoming.complete) return
    this.#discarded = incoming
    this.#discarding_since_ms = this.#nowMs()
    incoming.resume()
  }

  /**
   * What is waited for in vain: the body, or that an answer or the rest of a body ends; null for nothing.
   * @param queues what the system holds of connections, asked for when it matters
   */
  stall(queues: () => TcpQueues): 'body' | 'end' | null {
    const now_ms = this.#nowMs()
    if (this.#isBodyStalled(now_ms)) return 'body'
    return this.#isAnswerStalled(now_ms, queues) || this.#isDiscardingTooLong(now_ms) ? 'end' : null
  }

  #isBodyStalled(now_ms: number): boolean {
    const body = this.#body
    const bytes = this.#socket.bytesRead
    // A full buffer waits for us, not for the sender.
    const is_wanted = body !== null && !body.complete && body.readableLength < body.readableHighWaterMark
    if (!is_wanted || bytes - this.#read.bytes >= this.#limits.body_progress_bytes) {
      this.#read = { bytes, at_ms: now_ms }
    }
    return now_ms - this.#read.at_ms > this.#limits.body_idle_ms
  }

  #isAnswerStalled(now_ms: number, queues: () => TcpQueues): boolean {
    const { writableLength: unsent, bytesWritten } = this.#socket
    const bytes = bytesWritten - unsent
    if (unsent === 0 || bytes > this.#written.bytes) this.#written = { bytes, at_ms: now_ms }
    // The system takes more only once the other side has read megabytes, which a steady reader may need minutes for.
    else if (this.#isRead(queues())) this.#written = { bytes, at_ms: now_ms }
    return now_ms - this.#written.at_ms > this.#limits.answer_idle_ms
  }

  /** Whether the other side has read since this was last asked, as far as the system tells. */
  #isRead(queues: TcpQueues): boolean {
    const unread = unreadBytes(this.#socket, queues)
    if (unread === null) return false
    const before = this.#unread_bytes
    this.#unread_bytes = unread
    return before !== null && unread !== before
  }

  #isDiscardingTooLong(now_ms: number): boolean {
    if (this.#discarded?.complete !== false) this.#discarding_since_ms = null
    return this.#discarding_since_ms !== null && now_ms - this.#discarding_since_ms > this.#limits.discard_ms
  }
}
