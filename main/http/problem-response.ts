import { STATUS_CODES } from 'node:http'

import { AnomalyError, ERROR_STATUS, toProblem } from '../../contract/errors.ts'
import type { HttpContext } from './exchange.ts'

/** Seconds after which somebody who was told that AnomalyX is busy may ask again. */
const RETRY_AFTER_S = 2

export function busy(sentence: string): AnomalyError {
  return new AnomalyError('busy', `${sentence} Try again in a few seconds.`)
}

/**
 * An error as `application/problem+json` (RFC 9457).
 * @param discard_ms how long the rest of a body that was not read is thrown away, so that its sender sees the answer
 */
export function problemResponse(
  context: HttpContext,
  error: unknown,
  log: (message: string) => void,
  discard_ms: number,
): Response {
  if (!(error instanceof AnomalyError))
    log(`http: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  const { status, headers, text } = problemParts(error)
  for (const [name, value] of Object.entries(headers)) context.header(name, value)
  if (!hasUnreadBody(context)) return context.body(text, status)
  // The rest of a refused body is not read, so the connection cannot carry another request: the sender must know.
  context.header('Connection', 'close')
  if (context.env.exchange.isBodyHeldBack()) return context.body(text, status)
  context.header('Content-Length', String(Buffer.byteLength(text)))
  return context.body(thenDiscard(text, context, discard_ms), status)
}

/** An error for somebody whose request could not even be parsed, as the bytes of a whole answer. */
export function rawProblem(error: AnomalyError, method: string | undefined): string {
  const { status, headers, text } = problemParts(error)
  const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(text), Connection: 'close' })
  return [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${String(value)}`),
    '',
    // What follows the headers of an answer to HEAD is no part of it, and breaks the connection for the client.
    method === 'HEAD' ? '' : text,
  ].join('\r\n')
}

/** Status, headers and body of the answer to an error. */
export function problemParts(error: unknown) {
  const problem = toProblem(error)
  const status = ERROR_STATUS[problem.code]
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(status === 503 ? { 'Retry-After': String(RETRY_AFTER_S) } : {}),
    },
    text: JSON.stringify({ type: 'about:blank', title: problem.code.replaceAll('_', ' '), status, ...problem }),
  }
}

function hasUnreadBody({ req, env }: HttpContext): boolean {
  if (env.incoming.complete) return false
  return (req.header('content-length') ?? '0') !== '0' || req.header('transfer-encoding') !== undefined
}

/**
 * A connection that is closed with unread bytes is reset, and a sender that is reset may never look at the answer: so the
 * answer is complete at once by its length, and the connection ends when the sender stops or its time is over.
 */
function thenDiscard(text: string, { env }: HttpContext, discard_ms: number): ReadableStream<Uint8Array> {
  const { incoming, exchange } = env
  let is_told = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!is_told) {
          is_told = true
          controller.enqueue(Buffer.from(text))
          return
        }
        exchange.noteAnswered()
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, discard_ms)
          incoming.once('close', () => {
            clearTimeout(timer)
            resolve()
          })
          incoming.resume()
        })
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
