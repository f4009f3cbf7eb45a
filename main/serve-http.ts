import type { App } from './compose.ts'
import { type HttpServer, type HttpServerOptions, startHttpServer } from './http/server.ts'

/** Starts the HTTP server of a running AnomalyX, and makes its address known to the other parts. */
export async function serveHttp(
  app: App,
  data_dir: string,
  port: number,
  environment: NodeJS.ProcessEnv = process.env,
  { is_exact_port = false, limits = {} }: Pick<HttpServerOptions, 'is_exact_port' | 'limits'> = {},
): Promise<HttpServer> {
  const server = await startHttpServer({
    dispatch: app.dispatch,
    subscribe: (listener) => app.events.subscribe(listener),
    spool_dir: app.spool_dir,
    version: app.system.status().version,
    isTokenRequired: async () => (await app.settings.get()).http_token_required,
    log: app.log,
    port,
    is_exact_port,
    data_dir,
    environment,
    limits,
  })
  app.system.setHttp(server.address, server.token_file)
  if (server.is_other_port) {
    app.system.addNotice(
      `Port ${String(port)} is in use by another program, so scripts reach AnomalyX at ${server.address} until it is started again. Requests to port ${String(port)} go to that other program.`,
    )
  }
  return server
}
