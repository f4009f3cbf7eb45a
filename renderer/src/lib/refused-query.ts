import { AnomalyError } from '../../../contract/errors.ts'
import type { QueryFault } from '../../../contract/query/parse.ts'

/** The place and the reason of a query that whoever answers has refused; undefined for other errors. */
export function refusedQuery(error: unknown): QueryFault | undefined {
  if (!(error instanceof AnomalyError)) return undefined
  for (const { where, reason } of error.problems ?? []) {
    const [, start, end] = /^q\[(\d+):(\d+)\]$/.exec(where) ?? []
    if (start !== undefined && end !== undefined) return { start: Number(start), end: Number(end), reason }
  }
  return undefined
}
