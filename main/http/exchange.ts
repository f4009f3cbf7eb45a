import type { IncomingMessage } from 'node:http'

import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

import type { AnomalyError } from '../../contract/errors.ts'

/** What of the port a request takes up while it is worked on: event streams last for hours, and are counted apart. */
export type Slot = 'request' | 'event_stream'

/** One request and its answer, as far as the connection it came over is concerned. */
export interface Exchange {
  /** Why it is answered with nothing else than a refusal. */
  readonly refusal: AnomalyError | null
  /**
   * Takes a slot until the answer is out. Only for a caller who may ask: others must not use up what those need.
   * @throws AnomalyError `busy`
   */
  readonly takeSlot: (slot: Slot) => void
  /** The answer is out, although its end waits for the rest of a body. */
  readonly noteAnswered: () => void
  /** Starts to read the body, and answers 100 to a client that waits for it (`Expect: 100-continue`). */
  readonly takeBody: () => IncomingMessage
  /** Whether the sender still waits for leave to send the body. */
  readonly isBodyHeldBack: () => boolean
}

export interface HttpEnv {
  Bindings: HttpBindings & { readonly exchange: Exchange }
}

export type HttpContext = Context<HttpEnv>
