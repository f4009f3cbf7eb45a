import { z } from 'zod'

import { AlertEventSchema } from './alert-events.ts'

/** Every way an operation can fail, with the HTTP status that mirrors it. */
export const ERROR_STATUS = {
  invalid_input: 422,
  malformed_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_permitted: 403,
  not_found: 404,
  method_not_allowed: 405,
  timed_out: 408,
  already_imported: 409,
  conflict: 409,
  cancelled: 409,
  too_large: 413,
  unsupported_type: 415,
  expectation_failed: 417,
  unreadable_file: 422,
  unknown_dialect: 422,
  lacks_features: 422,
  model_refused: 422,
  not_trainable: 422,
  not_explainable: 409,
  headers_too_large: 431,
  engine_failed: 500,
  store_failed: 500,
  internal: 500,
  busy: 503,
  disk_full: 507,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

export const ErrorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]])

/** A failure as it crosses a process or network boundary. `problems` lists each field to be fixed. */
export const ProblemSchema = z.object({
  code: ErrorCodeSchema,
  detail: z.string().describe('What went wrong, where, and how to fix it, in one or two sentences.'),
  problems: z
    .array(z.object({ where: z.string(), reason: z.string() }))
    .optional()
    .describe('Each faulty place of the input.'),
  events_since: z
    .array(AlertEventSchema)
    .optional()
    .describe('What happened to an alert since the version that a refused change was decided on, oldest first.'),
})
export type Problem = z.infer<typeof ProblemSchema>

/** An expected failure: a code for programs, a sentence for a person, a cause for the log. */
export class AnomalyError extends Error {
  readonly code: ErrorCode
  readonly problems: Problem['problems']
  readonly events_since: Problem['events_since']

  constructor(
    code: ErrorCode,
    sentence: string,
    options: { cause?: unknown } & Partial<Pick<Problem, 'problems' | 'events_since'>> = {},
  ) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AnomalyError'
    this.code = code
    this.problems = options.problems
    this.events_since = options.events_since
  }
}

/** Any thrown value as a problem that may be shown; the details of an unexpected one stay in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof AnomalyError) {
    return {
      code: error.code,
      detail: error.message,
      ...(error.problems === undefined ? {} : { problems: error.problems }),
      ...(error.events_since === undefined ? {} : { events_since: error.events_since }),
    }
  }
  if (isOutOfSpace(error)) return { code: 'disk_full', detail: 'The disk is full. Free some space and try again.' }
  return { code: 'internal', detail: 'An unexpected error occurred. The log file has the details.' }
}

/** Whether the system refused to write because a disk or a quota is full. */
export function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

export function isDiskFull(error: unknown): boolean {
  return isOutOfSpace(error) || (error instanceof AnomalyError && error.code === 'disk_full')
}

/** The error a problem stood for on the other side of the border. */
export function fromProblem({ code, detail, ...places }: Problem): AnomalyError {
  return new AnomalyError(code, detail, places)
}
