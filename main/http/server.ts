import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { getRequestListener, RequestError } from '@hono/node-server'

import { AnomalyError } from '../../contract/errors.ts'
import { limitConnections } from './connections.ts'
import type { Exchange } from './exchange.ts'
import { DEFAULT_LIMITS, type HttpLimits } from './limits.ts'
import { problemParts } from './problem-response.ts'
import { createRoutes, type RouteOptions } from './routes.ts'
import { readApiToken } from './token.ts'

const LOOPBACK = '127.0.0.1'
const PORTS_TRIED = 20
const LAST_PORT = 65_535

export interface HttpServer {
  readonly address: string
  /** File with the bearer token; null when the environment gives it. */
  readonly token_file: string | null
  /** The port asked for was taken. */
  readonly is_other_port: boolean
  readonly close: () => Promise<void>
}

export interface HttpServerOptions extends Omit<RouteOptions, 'token' | 'limits'> {
  /** The next free port is taken when this one is not; 0 takes any. */
  readonly port: number
  /** No other port will do. */
  readonly is_exact_port?: boolean
  readonly data_dir: string
  readonly environment: NodeJS.ProcessEnv
  /** Those that differ from the usual ones. */
  readonly limits?: Partial<HttpLimits>
}

/**
 * Listens on the loopback address: at the port asked for, or at the next free one.
 * @throws AnomalyError `conflict` when no port nearby is free
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const token = await readApiToken(options.data_dir, options.environment)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const routes = createRoutes({ ...options, limits, token })
  const exchanges = new WeakMap<IncomingMessage, Exchange>()
  const listener = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings
      return routes.fetch(request, { ...bindings, exchange: exchanges.get(incoming as IncomingMessage) })
    },
    { overrideGlobalObjects: false, autoCleanupIncoming: false, errorHandler: answerError },
  )
  // Node breaks a request off after five minutes; a large capture may take longer to send.
  const server = createServer({
    requestTimeout: 0,
    // A request without one is answered as every other that is wrong.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.min(1000, limits.headers_ms / 2),
  })
  limitConnections(server, limits, (incoming, outgoing, exchange) => {
    exchanges.set(incoming, exchange)
    void listener(incoming, outgoing)
  })
  const port = await listenNear(server, options.port, options.is_exact_port === true ? 1 : PORTS_TRIED)
  return {
    address: `http://${LOOPBACK}:${String(port)}`,
    token_file: token.file,
    is_other_port: options.port !== 0 && port !== options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What goes wrong outside of all routes: an address that is no address, or a host that is no host, becomes no request. */
function answerError(error: unknown): Response {
  const { status, headers, text } = problemParts(
    error instanceof RequestError
      ? new AnomalyError('malformed_request', 'The URL or the Host header of the request is invalid.')
      : error,
  )
  return new Response(text, { status, headers })
}

async function listenNear(server: Server, first_port: number, tried: number): Promise<number> {
  for (let port = first_port; port < first_port + tried && port <= LAST_PORT; port += 1) {
    if (await tryListen(server, port)) return (server.address() as AddressInfo).port
  }
  throw new AnomalyError(
    'conflict',
    tried === 1
      ? `Port ${String(first_port)} is in use by another program, or you do not have permission to use it. Choose another with --port, or omit --port to use the next free one.`
      : `No free port between ${String(first_port)} and ${String(first_port + tried - 1)}. Choose one with --port.`,
  )
}

function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    const onListening = () => {
      server.off('error', onError)
      resolve(true)
    }
    server.once('error', onError)
    server.once('listening', onListening)
    server.listen(port, LOOPBACK)
  })
}
