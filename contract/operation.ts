import type { z } from 'zod'

import type { ErrorCode } from './errors.ts'

/** How an operation is reached over HTTP. Path parameters, query and JSON body together make its input. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `{name}` marks a path parameter of the input. */
  readonly path: string
  readonly status?: 200 | 202
  /** Answers without a bearer token. */
  readonly is_public?: true
  /** The body is a file (a capture, or the .zip of a model bundle), streamed to disk; the input's `path` is where it landed. */
  readonly body?: 'capture' | 'bundle'
  /** The JSON body is a list of many entries, and may be larger than that of other operations. */
  readonly has_many_entries?: true
  /**
   * The body is a file under the output's `name`: what is at its `path`, or its `html`. Only HTTP answers so.
   */
  readonly answers?: 'packets' | 'report'
  /** The output is a page: the body is its `items`, the next page is in the `Link` header. */
  readonly is_page?: true
  /** Writes down who asked: a request may name the person in a header. */
  readonly records_person?: true
  /** How it can fail beyond what its input, its path and its body tell. */
  readonly fails?: readonly ErrorCode[]
}

/** One thing that can be asked of AnomalyX, the same over every transport. */
export interface Operation<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> {
  readonly name: Name
  readonly summary: string
  readonly input: Input
  readonly output: Output
  /** Null for what only the window may ask, because it names paths on this machine or opens a dialog. */
  readonly http: HttpRoute | null
}

/** An operation that scripts may ask too. */
export interface HttpOperation extends Operation {
  readonly http: HttpRoute
}

export function defineOperation<Name extends string, Input extends z.ZodObject, Output extends z.ZodType>(
  operation: Operation<Name, Input, Output>,
): Operation<Name, Input, Output> {
  return operation
}

export function isHttpOperation(operation: Operation): operation is HttpOperation {
  return operation.http !== null
}
