import type { Context } from 'hono'

import { AnomalyError, ERROR_STATUS, toProblem } from '../../contract/errors.ts'

/** An error as `application/problem+json` (RFC 9457). */
export function problemResponse(context: Context, error: unknown, log: (message: string) => void): Response {
  const problem = toProblem(error)
  const status = ERROR_STATUS[problem.code]
  if (!(error instanceof AnomalyError))
    log(`http: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return context.body(
    JSON.stringify({ type: 'about:blank', title: problem.code.replaceAll('_', ' '), status, ...problem }),
    status,
    {
      'Content-Type': 'application/problem+json',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(hasBody(context) ? { Connection: 'close' } : {}),
    },
  )
}

/** The rest of a refused body is not read, so the connection cannot carry another request: the sender must know. */
function hasBody({ req }: Context): boolean {
  return (req.header('content-length') ?? '0') !== '0' || req.header('transfer-encoding') !== undefined
}
