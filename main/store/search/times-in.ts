import { combined, EVERYTHING, type QueryTree } from '../../../contract/query/tree.ts'
import type { TimeRange } from '../charts.ts'

/** A query for what is in a stretch of time: flows that begin in it, alerts that go on in it. */
export function timesIn(range: TimeRange | null): QueryTree {
  if (range === null) return EVERYTHING
  const test = (field: string, at_us: number): QueryTree => {
    return {
      kind: 'test',
      field,
      comparison: ':',
      values: [{ value: { kind: 'number', value: at_us }, start: 0, end: 0 }],
    }
  }
  return combined('all', [test('after', range.from_us), test('before', range.to_us)])
}
