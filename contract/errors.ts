import { z } from 'zod'

/** Every way an operation can fail, with the HTTP status that mirrors it. */
export const ERROR_STATUS = {
  invalid_input: 422,
  malformed_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timed_out: 408,
  already_imported: 409,
  conflict: 409,
  cancelled: 409,
  too_large: 413,
  unsupported_type: 415,
  unreadable_file: 422,
  unknown_dialect: 422,
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
    .describe('Each invalid field of the input.'),
})
export type Problem = z.infer<typeof ProblemSchema>

/** An expected failure: a code for programs, a sentence for a person, a cause for the log. */
export class AnomalyError extends Error {
  readonly code: ErrorCode
  readonly problems: Problem['problems']

  constructor(code: ErrorCode, sentence: string, options: { cause?: unknown; problems?: Problem['problems'] } = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AnomalyError'
    this.code = code
    this.problems = options.problems
  }
}

/** Any thrown value as a problem that may be shown; the details of an unexpected one stay in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof AnomalyError) {
    return {
      code: error.code,
      detail: error.message,
      ...(error.problems === undefined ? {} : { problems: error.problems }),
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
export function fromProblem(problem: Problem): AnomalyError {
  return new AnomalyError(problem.code, problem.detail, problem.problems ? { problems: problem.problems } : {})
}
