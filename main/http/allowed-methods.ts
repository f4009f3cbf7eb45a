import type { Hono } from 'hono'

import { AnomalyError } from '../../contract/errors.ts'
import type { HttpEnv } from './exchange.ts'

/**
 * Answers every method of a path that has no route: OPTIONS with those that have, others with 405. To be called after the
 * routes of the path, and before those of any path with parameters that it would fit too.
 */
export function refuseOtherMethods(app: Hono<HttpEnv>, path: string, methods: readonly string[]): void {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  app.all(path, (context) => {
    context.header('Allow', allowed)
    if (context.req.method === 'OPTIONS') return context.body(null, 204)
    throw new AnomalyError('method_not_allowed', `${context.req.path} accepts ${allowed}. See /docs.`)
  })
}
