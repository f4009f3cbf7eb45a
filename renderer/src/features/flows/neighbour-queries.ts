import type { Flow } from '../../../../contract/flows.ts'
import { printQuery } from '../../../../contract/query/print.ts'
import { parseTime } from '../../../../contract/query/time-text.ts'
import { combined, type QueryTree } from '../../../../contract/query/tree.ts'
import { fieldIs } from '../../lib/add-to-query.ts'
import { hostQueries } from '../../lib/host-addresses.ts'
import type { Filters } from '../../lib/search-filters.ts'

/** Time before and after a flow in which its neighbours begin. */
const NEAR_US = 10e6

export interface Neighbours {
  readonly title: string
  readonly filters: Filters
}

/** Where to look next from a flow: what begins near it, the same five-tuple, the same hosts; none that it cannot tell. */
export function neighboursOf(flow: Flow): Neighbours[] {
  const { capture_id, source_ip, destination_ip, source_port, destination_port, protocol } = flow
  const found: Neighbours[] = []
  const add = (title: string, tree: QueryTree, filters: Filters = {}) =>
    found.push({ title, filters: { q: printQuery(tree), ...filters } })
  const near = nearTo(flow)
  if (near !== null) {
    add('10 s before and after', near, { capture_id })
    if (source_ip !== null) add('The same, of this source', all(fieldIs('src', source_ip), near), { capture_id })
  }
  if (source_ip === null || destination_ip === null) return found
  if (source_port !== null && destination_port !== null && protocol !== null) {
    const tuple = (src: string, sport: number, dst: string, dport: number) =>
      all(fieldIs('src', src), fieldIs('sport', sport), fieldIs('dst', dst), fieldIs('dport', dport))
    const there = tuple(source_ip, source_port, destination_ip, destination_port)
    const back = tuple(destination_ip, destination_port, source_ip, source_port)
    add('Same five-tuple, both ways', all(fieldIs('proto', protocol), combined('any', [there, back])))
  }
  add('Same two hosts', hostQueries({ address: source_ip, peer: destination_ip }).all)
  return found
}

function all(...parts: QueryTree[]): QueryTree {
  return combined('all', parts)
}

/** Null for a flow whose time is that of its import. */
function nearTo({ timestamp, timestamp_source }: Flow): QueryTree | null {
  const at_us = parseTime(timestamp)
  if (at_us === undefined || timestamp_source === 'import') return null
  // The end of a range is not part of it.
  return all(fieldIs('after', at_us - NEAR_US), fieldIs('before', at_us + NEAR_US + 1))
}
