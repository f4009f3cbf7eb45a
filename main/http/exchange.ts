import type { IncomingMessage } from 'node:http'

import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

import type { AnomalyError } from '../../contract/errors.ts'

/** One request and its answer, as far as the connection it came over is concerned. */
export interface Exchange {
  /** Why it is answered with nothing else than a refusal. */
  readonly refusal: AnomalyError | null
  /** Starts to read the body, and answers 100 to a client that waits for it (`Expect: 100-continue`). */
  readonly takeBody: () => IncomingMessage
  /** Whether the sender still waits for leave to send the body. */
  readonly isBodyHeldBack: () => boolean
}

export interface HttpEnv {
  Bindings: HttpBindings & { readonly exchange: Exchange }
}

export type HttpContext = Context<HttpEnv>
