import { afterAll, beforeAll } from 'vitest'

import type { AppConfig } from '../compose.ts'
import type { HttpLimits } from '../http/limits.ts'
import { startApp, type TestApp } from './app.ts'
import { useFolder } from './folder.ts'
import { startServer, type TestServer } from './server.ts'

interface Setup {
  readonly limits?: Partial<HttpLimits>
  readonly config?: Partial<AppConfig>
}

/** A folder, a whole app in it and its HTTP face, for the tests of one file, closed after the last of them. */
export function useHttp({ limits, config }: Setup = {}): {
  readonly folder: ReturnType<typeof useFolder>
  readonly app: TestApp
  readonly server: TestServer
} {
  const folder = useFolder()
  let app: TestApp
  let server: TestServer
  beforeAll(async () => {
    app = await startApp(folder.at('data'), config)
    server = await startServer(app, folder.at('data'), limits)
  })
  afterAll(async () => {
    await server.close()
    await app.close()
  })
  return {
    folder,
    get app() {
      return app
    },
    get server() {
      return server
    },
  }
}
