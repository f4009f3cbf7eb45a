import { AnomalyError } from '../../contract/errors.ts'
import { tokensEqual } from './token.ts'

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

function hostname(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}

/**
 * Refuses requests that a web page could have made: a foreign `Host` is DNS rebinding, a foreign `Origin` another site.
 * @throws AnomalyError `forbidden`
 */
export function checkCaller(request: Request): void {
  const host = request.headers.get('host') ?? ''
  if (!LOOPBACK_NAMES.has(hostname(host))) {
    throw new AnomalyError(
      'forbidden',
      'The Host header names a different host. Use http://127.0.0.1 or http://localhost.',
    )
  }
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== `http://${host}`) {
    throw new AnomalyError('forbidden', 'Requests from web pages with another origin are refused.')
  }
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new AnomalyError('forbidden', 'Requests from other web sites are refused.')
  }
}

export function carriesToken(request: Request, token: string): boolean {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')
  return match?.[1] !== undefined && tokensEqual(match[1], token)
}

/** @throws AnomalyError `unauthorized` */
export function checkToken(request: Request, token: string): void {
  if (!carriesToken(request, token)) {
    throw new AnomalyError(
      'unauthorized',
      'Send the bearer token: "Authorization: Bearer TOKEN". `anomalyx token` prints it; it is stored in the file api-token in the data directory.',
    )
  }
}
