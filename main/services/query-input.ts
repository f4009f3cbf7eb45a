import { AnomalyError } from '../../contract/errors.ts'
import { parseQuery, type QueryFault } from '../../contract/query/parse.ts'
import { type QueryTree, type Subject, testsOf } from '../../contract/query/tree.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'

/**
 * A query as a tree.
 * @throws AnomalyError `invalid_input` with the place and the reason, for a query that has no meaning or names a threat type
 *   that nothing here has
 */
export async function readQuery(text: string, subject: Subject, threat_types: ThreatTypeFilter): Promise<QueryTree> {
  const parsed = parseQuery(text, subject)
  if (!parsed.ok) throw wrongQuery(parsed.fault)
  for (const { field, values } of testsOf(parsed.tree)) {
    if (field !== 'type') continue
    for (const { value, start, end } of values) {
      if (value.kind !== 'text') continue
      const unknown = await threat_types.faultOf(value.text)
      if (unknown !== null) throw wrongQuery({ start, end, reason: `The type ${unknown}.` })
    }
  }
  return parsed.tree
}

/** The place is counted in UTF-16 code units from 0, its end is not part of it. */
function wrongQuery({ start, end, reason }: QueryFault): AnomalyError {
  const where = `q[${String(start)}:${String(end)}]`
  const place = end > start + 1 ? `characters ${String(start + 1)} to ${String(end)}` : `character ${String(start + 1)}`
  return new AnomalyError('invalid_input', `The query is wrong at ${place}. ${reason}`, {
    problems: [{ where, reason }],
  })
}
