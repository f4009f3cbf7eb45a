import type { Duplex } from 'node:stream'

/**
 * Sends the last answer of a connection, and closes it when the other side does, or after `discard_ms`: one that is only
 * ended stays open until the other side ends it too. What comes in that time is thrown away, because closing a connection
 * with unread bytes resets it and loses the answer.
 */
export function sayLast(socket: Duplex, text: string, discard_ms: number): void {
  socket.end(text)
  const timer = setTimeout(() => socket.destroy(), discard_ms)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
