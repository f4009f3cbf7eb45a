import { AnomalyError } from '../../contract/errors.ts'
import type { HttpContext } from './exchange.ts'

const SHOWN_CHARS = 60

/**
 * The parameters behind the `?` of a request, each once: of two of one name, only one could hold.
 * @throws AnomalyError `invalid_input` for a name that is there twice, `malformed_request` for what cannot be decoded
 */
export function queryParameters({ env: { incoming } }: HttpContext): Record<string, string> {
  const [, query = ''] = /\?([^#]*)/.exec(incoming.url ?? '') ?? []
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    const own_name = decodeQuery(name)
    if (parameters.has(own_name)) throw repeated(own_name)
    parameters.set(own_name, decodeQuery(value))
  }
  return Object.fromEntries(parameters)
}

/** @throws AnomalyError `malformed_request` for a percent sign in the path that no two hexadecimal digits of UTF-8 follow */
export function checkPath({ env: { incoming } }: HttpContext): void {
  decode((incoming.url ?? '').split('?')[0] ?? '')
}

/** @throws AnomalyError `invalid_input` for any parameter, where none is known */
export function refuseParameters(context: HttpContext): void {
  const names = Object.keys(queryParameters(context)).map((name) => name.slice(0, SHOWN_CHARS))
  if (names.length === 0) return
  throw new AnomalyError(
    'invalid_input',
    `${context.req.path} has no parameter ${names.map((name) => `"${name}"`).join(', ')}. It takes none.`,
    { problems: names.map((where) => ({ where, reason: 'is not a parameter of this address' })) },
  )
}

function decodeQuery(text: string): string {
  return decode(text.replaceAll('+', ' '))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new AnomalyError(
      'malformed_request',
      `The address has a percent sign that does not begin a byte of UTF-8: "${text.slice(0, SHOWN_CHARS)}". Write %25 for a percent sign.`,
      { cause },
    )
  }
}

function repeated(name: string): AnomalyError {
  const where = name.slice(0, SHOWN_CHARS)
  return new AnomalyError('invalid_input', `The parameter "${where}" is there more than once. Give it once.`, {
    problems: [{ where, reason: 'is there more than once' }],
  })
}
