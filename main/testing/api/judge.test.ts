import { describe, expect, test } from 'vitest'

import { openApiDocument } from '../../http/openapi.ts'
import { DEFAULT_LIMITS } from '../../http/limits.ts'
import { readDocument } from './document.ts'
import { Judge } from './judge.ts'
import type { ApiRequest } from './requests.ts'

const document = readDocument(JSON.parse(JSON.stringify(openApiDocument('0.0.0', DEFAULT_LIMITS))))
const judge = new Judge(document)

function faultOf(
  path: string,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  given: Partial<ApiRequest> = {},
) {
  const operation = document.operations.find((each) => each.path === path && each.method === 'GET')
  if (operation === undefined) throw new Error(`${path} is not in the document`)
  const request: ApiRequest = { operation, method: 'GET', path, headers: {}, body: null, expects: null, ...given }
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  return judge.faultOf(request, {
    status,
    headers: { 'content-type': type, ...headers },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })
}

const problem = (status: number, code: string) => ({ type: 'about:blank', title: 'x', status, code, detail: 'x' })
const refused = { 'www-authenticate': 'Bearer' }

describe('an answer', () => {
  test('that the document tells has no fault', () => {
    expect(faultOf('/health', 200, { status: 'ok' })).toBeNull()
    expect(faultOf('/logs', 200, [])).toBeNull()
    expect(faultOf('/logs', 200, 'id,timestamp\n', { 'content-type': 'text/csv; charset=utf-8' })).toBeNull()
    expect(faultOf('/logs', 200, '{"id":"1-1"}\n{}\n', { 'content-type': 'application/jsonl' })).toBeNull()
    expect(faultOf('/logs', 200, '', { 'content-type': 'application/jsonl' })).toBeNull()
    expect(faultOf('/settings', 401, problem(401, 'unauthorized'), refused)).toBeNull()
    expect(faultOf('/settings', 503, problem(503, 'busy'), { 'retry-after': '2' })).toBeNull()
  })

  test.each([
    ['has a field more', '/health', 200, { status: 'ok', more: 1 }, {}, /does not fit/],
    ['lacks a field', '/health', 200, {}, {}, /does not fit/],
    [
      'has a field more in an item',
      '/models',
      200,
      {
        models: [],
        unusable: [{ id: 'x', problem: { code: 'conflict', detail: 'x', more: 1 } }],
        previous_id: null,
        activations: [],
      },
      {},
      /does not fit/,
    ],
    ['is no JSON', '/health', 200, 'ok', {}, /not JSON/],
    ['has another type', '/health', 200, 'ok', { 'content-type': 'text/plain' }, /content type/],
    ['is a server error', '/health', 500, problem(500, 'internal'), {}, /server error/],
    ['has a status that is not documented', '/health', 401, problem(401, 'unauthorized'), refused, /not documented/],
    ['has a problem with another status', '/settings', 401, problem(403, 'forbidden'), refused, /has status 403/],
    [
      'has a problem with a code that is not known',
      '/settings',
      401,
      problem(401, 'nonsense'),
      refused,
      /does not fit/,
    ],
    ['does not say when to ask again', '/settings', 503, problem(503, 'busy'), {}, /Retry-After/],
    ['is a list that breaks off', '/logs', 200, 'id,timestamp\n1-1', { 'content-type': 'text/csv' }, /breaks off/],
    ['is lines that break off', '/logs', 200, '{}\n{', { 'content-type': 'application/jsonl' }, /break off/],
    [
      'is lines of other text',
      '/logs',
      200,
      '{}\n[]\n',
      { 'content-type': 'application/jsonl' },
      /no JSON object: \[\]/,
    ],
  ])('that %s is found', (_, path, status, body, headers, fault) => {
    expect(faultOf(path, status, body, headers)).toMatch(fault)
  })

  test('to a method that is not there must be 405 with Allow', () => {
    const asked = { method: 'PUT', operation: null, expects: [405] }
    expect(faultOf('/settings', 405, problem(405, 'method_not_allowed'), { allow: 'GET' }, asked)).toBeNull()
    expect(faultOf('/settings', 405, problem(405, 'method_not_allowed'), {}, asked)).toMatch(/without Allow/)
    expect(faultOf('/settings', 404, problem(404, 'not_found'), {}, asked)).toMatch(/instead of 405/)
  })
})
