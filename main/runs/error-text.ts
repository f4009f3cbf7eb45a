import { AnomalyError } from '../../contract/errors.ts'
import { printableLine } from '../../contract/printable.ts'

/** For the log: the sentence of an expected failure, in one line whatever names are in it, the stack of another. */
export function errorText(error: unknown): string {
  if (error instanceof AnomalyError) return printableLine(error.message)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
