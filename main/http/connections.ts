import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import { AnomalyError } from '../../contract/errors.ts'
import { Budget } from './budget.ts'
import type { Exchange, Slot } from './exchange.ts'
import { sayLast } from './last-words.ts'
import type { HttpLimits } from './limits.ts'
import { busy, rawProblem } from './problem-response.ts'
import { Stalls } from './stalls.ts'
import { readTcpQueues, type TcpQueues } from './unread-bytes.ts'

/** Connections beyond the limit that get an answer with the reason; any more are closed without one. */
const TOLD_CONNECTIONS = 32

/** What Node tells of a request that never became one: with the parser's errors, the bytes in which it failed. */
type TransportFailure = NodeJS.ErrnoException & { readonly rawPacket?: Buffer }

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange) => void

interface Connection {
  readonly stalls: Stalls
  /** Requests that wait for the answers to those before them. */
  readonly waiting: (() => void)[]
  /** One too many: its first request is refused. */
  readonly is_surplus: boolean
  /** The answer under way. */
  answering: ServerResponse | null
  /** Since when no answer is owed; null while one is. It may be half-way through the headers of a request. */
  idle_since_ms: number | null
  is_ending: boolean
  /** Its last answer is out; nothing more of it is looked at. */
  is_refused: boolean
}

/**
 * Puts requests behind the limits: so many connections, so many requests at once, one after the other on each connection,
 * and none that waits without end for the other side. A connection costs no more memory than one answer.
 */
export function limitConnections(server: Server, limits: HttpLimits, answer: Answer): void {
  const connections = new Map<Duplex, Connection>()
  const slots: Readonly<Record<Slot, Budget>> = {
    request: new Budget(limits.requests),
    event_stream: new Budget(limits.event_streams),
  }
  const sweep_ms = Math.min(1000, limits.body_idle_ms / 4, limits.answer_idle_ms / 4, limits.discard_ms / 2)
  let swept_ms = performance.now()
  let clock_ms = 0
  server.headersTimeout = limits.headers_ms
  server.keepAliveTimeout = limits.keep_alive_ms
  server.maxConnections = limits.connections + TOLD_CONNECTIONS

  server.on('connection', (socket: Socket) => {
    const isFull = () => countOpen(connections) >= limits.connections
    if (isFull()) server.closeIdleConnections()
    if (isFull()) longestIdle(connections)?.destroy()
    connections.set(socket, {
      stalls: new Stalls(socket, limits, () => clock_ms),
      waiting: [],
      is_surplus: isFull(),
      answering: null,
      idle_since_ms: performance.now(),
      is_ending: false,
      is_refused: false,
    })
    socket.once('close', () => connections.delete(socket))
  })

  /** Starts a request, or returns why it was refused. */
  const start = (
    connection: Connection,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    is_held_back: boolean,
    refusal: AnomalyError | null,
  ) => {
    connection.answering = outgoing
    connection.idle_since_ms = null
    let taken: Budget | null = null
    let is_body_held_back = is_held_back
    const noteAnswered = () => {
      taken?.give()
      taken = null
      connection.idle_since_ms ??= performance.now()
    }
    outgoing.once('close', () => {
      noteAnswered()
      connection.answering = null
      connection.stalls.answered(incoming)
      // Answers on a connection that is gone would never end, and keep their slots.
      if (!incoming.socket.destroyed) connection.waiting.shift()?.()
    })
    if (connection.is_surplus || isLast(connection)) outgoing.shouldKeepAlive = false
    answer(incoming, outgoing, {
      refusal: refusal ?? refusalOf(connection, limits),
      takeSlot: (slot) => {
        // Whoever left meanwhile would never give it back.
        if (outgoing.closed || !slots[slot].take())
          throw busy('AnomalyX is already handling as many requests as it can.')
        taken = slots[slot]
      },
      noteAnswered,
      isBodyHeldBack: () => is_body_held_back,
      takeBody: () => {
        if (is_body_held_back) outgoing.writeContinue()
        is_body_held_back = false
        connection.stalls.wantBody(incoming)
        return incoming
      },
    })
  }

  const onRequest =
    (is_held_back: boolean, refusal: AnomalyError | null = null) =>
    (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const connection = connections.get(incoming.socket)
      if (connection === undefined || connection.is_ending || connection.is_refused) return
      if (connection.waiting.length >= limits.pipelined_requests) {
        connection.is_ending = true
        incoming.socket.pause()
      }
      const begin = () => start(connection, incoming, outgoing, is_held_back, refusal)
      if (connection.answering !== null) connection.waiting.push(begin)
      else begin()
    }
  server.on('request', onRequest(false))
  server.on('checkContinue', onRequest(true))
  server.on('checkExpectation', onRequest(true, otherExpectation()))
  const refuse = (socket: Duplex, error: AnomalyError, method: string | undefined) => {
    const connection = connections.get(socket)
    const has_begun_answer = connection?.answering?.headersSent === true
    if (!socket.writable || has_begun_answer) {
      socket.destroy()
      return
    }
    if (connection !== undefined) connection.is_refused = true
    sayLast(socket, rawProblem(error, method), limits.discard_ms)
  }
  server.on('clientError', (error: TransportFailure, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else if (connections.get(socket)?.is_refused !== true) refuse(socket, transportError(error), methodIn(error))
  })
  server.on('connect', ({ method }: IncomingMessage, socket: Duplex) => {
    // From here on nobody else looks at what comes, or at what goes wrong.
    socket.on('error', () => socket.destroy())
    socket.resume()
    refuse(socket, noProxy(), method)
  })

  const sweep = setInterval(() => {
    const now_ms = performance.now()
    // Time in which this thread was blocked or the machine was asleep does not count.
    clock_ms += Math.min(now_ms - swept_ms, 2 * sweep_ms)
    swept_ms = now_ms
    let queues: TcpQueues | null = null
    const tcpQueues = () => (queues ??= readTcpQueues())
    for (const [socket, connection] of connections) endIfStalled(socket, connection, tcpQueues)
  }, sweep_ms)
  sweep.unref()
  server.once('close', () => clearInterval(sweep))
}

function countOpen(connections: ReadonlyMap<Duplex, Connection>): number {
  let open = 0
  for (const { destroyed } of connections.keys()) if (!destroyed) open += 1
  return open
}

/** The connection that has been owed nothing for longest; undefined when each is owed an answer. */
function longestIdle(connections: ReadonlyMap<Duplex, Connection>): Duplex | undefined {
  let longest: { readonly socket: Duplex; readonly since_ms: number } | undefined
  for (const [socket, { is_surplus, idle_since_ms: since_ms }] of connections) {
    // One too many has no place to give.
    if (since_ms === null || is_surplus || socket.destroyed) continue
    if (longest === undefined || since_ms < longest.since_ms) longest = { socket, since_ms }
  }
  return longest?.socket
}

/** A sender whose body does not come is told so, if it takes the answer until the next look. */
function endIfStalled(socket: Duplex, { stalls, answering }: Connection, queues: () => TcpQueues): void {
  const stall = stalls.stall(queues)
  if (stall === null) return
  const is_to_be_told = stall === 'body' && answering?.headersSent === false && socket.writable
  if (is_to_be_told) socket.end(rawProblem(lateBody(), answering.req.method), () => socket.destroy())
  else socket.destroy()
}

/** Whether this is the request with which too many waited. */
function isLast({ is_ending, waiting }: Connection): boolean {
  return is_ending && waiting.length === 0
}

function refusalOf(connection: Connection, limits: HttpLimits): AnomalyError | null {
  if (connection.is_surplus)
    return busy(`AnomalyX already has ${String(limits.connections)} open connections, which is its limit.`)
  if (isLast(connection))
    return busy(`More than ${String(limits.pipelined_requests)} requests are waiting on this connection.`)
  return null
}

function lateBody(): AnomalyError {
  return new AnomalyError('timed_out', 'The body of the request stopped arriving. Send it again.')
}

function noProxy(): AnomalyError {
  return new AnomalyError('malformed_request', 'CONNECT asks for a proxy, which AnomalyX is not. See /docs.')
}

function otherExpectation(): AnomalyError {
  return new AnomalyError('expectation_failed', 'The only "Expect" that is understood is 100-continue. Leave it out.')
}

/** The method of a request that could not be parsed, as far as its bytes begin with it. */
function methodIn({ rawPacket }: TransportFailure): string | undefined {
  return rawPacket === undefined ? undefined : /^[A-Z]+(?= )/.exec(rawPacket.toString('latin1', 0, 16))?.[0]
}

/** What Node's parser or its timer found wrong with a request before any handler saw it. */
function transportError({ code }: NodeJS.ErrnoException): AnomalyError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AnomalyError('timed_out', 'The headers of the request did not arrive in time. Send it again.')
    case 'HPE_HEADER_OVERFLOW':
      return new AnomalyError('headers_too_large', 'The URL and headers are larger than 16 KiB. Shorten them.')
    default:
      return new AnomalyError('malformed_request', 'This is not a valid HTTP/1.1 request. Check what was sent.')
  }
}
