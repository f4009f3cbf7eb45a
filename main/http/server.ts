import type { AddressInfo } from 'node:net'

import { createAdaptorServer, type ServerType } from '@hono/node-server'

import { AnomalyError } from '../../contract/errors.ts'
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

export interface HttpServerOptions extends Omit<RouteOptions, 'token'> {
  /** The next free port is taken when this one is not; 0 takes any. */
  readonly port: number
  /** No other port will do. */
  readonly is_exact_port?: boolean
  readonly data_dir: string
  readonly environment: NodeJS.ProcessEnv
}

/**
 * Listens on the loopback address: at the port asked for, or at the next free one.
 * @throws AnomalyError `conflict` when no port nearby is free
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const token = await readApiToken(options.data_dir, options.environment)
  const routes = createRoutes({ ...options, token: token.value })
  const server = createAdaptorServer({
    fetch: routes.fetch,
    overrideGlobalObjects: false,
    // Node breaks a request off after five minutes; a large capture may take longer to send.
    serverOptions: { requestTimeout: 0 },
  })
  const port = await listenNear(server, options.port, options.is_exact_port === true ? 1 : PORTS_TRIED)
  return {
    address: `http://${LOOPBACK}:${String(port)}`,
    token_file: token.file,
    is_other_port: options.port !== 0 && port !== options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

async function listenNear(server: ServerType, first_port: number, tried: number): Promise<number> {
  for (let port = first_port; port < first_port + tried && port <= LAST_PORT; port += 1) {
    if (await tryListen(server, port)) return (server.address() as AddressInfo).port
  }
  throw new AnomalyError(
    'conflict',
    tried === 1
      ? `No free port: another program uses ${String(first_port)}, or you may not. Give another one with --port, or none for the next that is free.`
      : `No free port between ${String(first_port)} and ${String(first_port + tried - 1)}. Give another one with --port.`,
  )
}

function tryListen(server: ServerType, port: number): Promise<boolean> {
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
