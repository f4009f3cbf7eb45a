import { AnomalyError } from '../../contract/errors.ts'

/** For the log: the sentence of an expected failure, the stack of another. */
export function errorText(error: unknown): string {
  if (error instanceof AnomalyError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
