import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

import type { SearchPage } from '../../contract/common.ts'
import { type Problem, ProblemSchema } from '../../contract/errors.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import { takesJsonBody } from '../http/openapi.ts'
import type { TestServer } from './server.ts'

type Input = Readonly<Record<string, unknown>>

/** What a call over HTTP came to, in the words of the contract. */
export type HttpOutcome =
  | { readonly ok: true; readonly value: unknown; readonly status: number }
  | { readonly ok: false; readonly problem: Problem; readonly status: number }

/** Calls an operation over HTTP the way its route describes, and puts the answer back into the contract's shape. */
export async function callOverHttp(server: TestServer, operation: HttpOperation, input: Input): Promise<HttpOutcome> {
  const { http } = operation
  const in_path = new Set([...http.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  const file = http.body === undefined ? undefined : String(input['path'])
  const left: Input = {
    ...(file === undefined || http.body !== 'capture' ? {} : { name: basename(file) }),
    ...Object.fromEntries(
      Object.entries(input).filter(([name]) => !in_path.has(name) && !(file !== undefined && name === 'path')),
    ),
  }
  const has_body = takesJsonBody(operation)
  let path = http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
  if (!has_body) {
    const query = new URLSearchParams(
      Object.entries(left).map(([name, value]): [string, string] => [name, String(value)]),
    )
    if (query.size > 0) path += `?${query.toString()}`
  }
  const response = await (file !== undefined
    ? server.upload(path, await readFile(file), http.body === 'bundle' ? 'application/zip' : 'text/csv')
    : has_body
      ? server.send(http.method, path, left)
      : server.get(path, { method: http.method }))
  const body: unknown = await response.json()
  if (!response.ok) return { ok: false, problem: ProblemSchema.parse(body), status: response.status }
  return { ok: true, value: http.is_page === true ? pageOf(response, body) : body, status: response.status }
}

function pageOf(response: Response, items: unknown): Omit<SearchPage<unknown>, 'progress'> & { progress?: number } {
  const next = nextPage(response)
  const total = response.headers.get('x-total-count')
  const progress = response.headers.get('x-search-progress')
  return {
    items: items as unknown[],
    next_cursor: next === null ? null : new URL(next).searchParams.get('cursor'),
    total: total === null ? null : Number(total),
    ...(progress === null ? {} : { progress: Number(progress) }),
  }
}

/** Address of the next page out of the `Link` header. */
export function nextPage(response: Response): string | null {
  return /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null
}
