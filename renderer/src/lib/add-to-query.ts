import { parseQuery } from '../../../contract/query/parse.ts'
import { printQuery } from '../../../contract/query/print.ts'
import {
  combined,
  EVERYTHING,
  negated,
  type QueryTree,
  type Subject,
  type Value,
} from '../../../contract/query/tree.ts'

/** A query for one value of one field. */
export function fieldIs(field: string, value: string | number): QueryTree {
  const one: Value = typeof value === 'number' ? { kind: 'number', value } : { kind: 'text', text: value }
  return { kind: 'test', field, comparison: ':', values: [{ value: one, start: 0, end: 0 }] }
}

/** The query for a value of a field or more. */
export function fieldIsAtLeast(field: string, value: number): QueryTree {
  return { kind: 'test', field, comparison: '>=', values: [{ value: { kind: 'number', value }, start: 0, end: 0 }] }
}

/** The query that holds where another holds too, or where that does not; a wrong one is replaced. */
export function addToQuery(query: string, part: QueryTree, how: 'only' | 'exclude', subject: Subject): string {
  const parsed = parseQuery(query, subject)
  const before = parsed.ok ? parsed.tree : EVERYTHING
  const added = how === 'only' ? part : negated(part)
  const parts = before.kind === 'all' ? before.parts : [before]
  const isThere = parts.some((each) => printQuery(each) === printQuery(added))
  return printQuery(isThere ? before : combined('all', [before, added]))
}
