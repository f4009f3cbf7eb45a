import { printQuery } from '../../../contract/query/print.ts'
import { combined, negated, type QueryTree } from '../../../contract/query/tree.ts'
import { addToQuery, fieldIs } from './add-to-query.ts'
import { addressOf, type Filters } from './search-filters.ts'
import { BENIGN, UNKNOWN } from './threats.ts'

/** A host, or two hosts. */
export interface HostPlace {
  readonly address: string
  readonly peer: string | null
}

type Scope = Pick<Filters, 'capture_id' | 'q'>

/** Address of the page of a host, or of a pair. */
export function addressOfHost(address: string, peer: string | null = null, scope: Scope = {}): string {
  const path = ['/hosts', address, ...(peer === null ? [] : [peer])]
  return addressOf(path.map((part, place) => (place === 0 ? part : encodeURIComponent(part))).join('/'), scope)
}

/** Queries for flows of a host: those that each of its figures counts. */
export function hostQueries({ address, peer }: HostPlace) {
  const both = (...parts: QueryTree[]) => combined('all', parts)
  const from = (other: string | null) =>
    other === null ? fieldIs('src', address) : both(fieldIs('src', address), fieldIs('dst', other))
  const to = (other: string | null) =>
    other === null ? fieldIs('dst', address) : both(fieldIs('dst', address), fieldIs('src', other))
  const between = (other: string | null) => {
    if (other === null) return fieldIs('ip', address)
    return other === address ? from(other) : both(fieldIs('ip', address), fieldIs('ip', other))
  }
  return {
    all: between(peer),
    as_source: from(peer),
    as_target: to(peer),
    both_ends: both(fieldIs('src', address), fieldIs('dst', address)),
    of_type: (threat_type: string) => both(between(peer), fieldIs('type', threat_type)),
    with: between,
    from,
    to,
    at_port: (query: QueryTree, port: number) => both(query, fieldIs('dport', port)),
  }
}

/** Flows of a query that have a named threat type. */
export function onlyThreats(query: QueryTree): QueryTree {
  return combined('all', [query, negated(fieldIs('type', BENIGN)), negated(fieldIs('type', UNKNOWN))])
}

/** Address of the flows that a query finds. */
export function addressOfFlows(query: QueryTree, scope: Scope = {}): string {
  const q = scope.q === undefined ? printQuery(query) : addToQuery(scope.q, query, 'only', 'flows')
  return addressOf('/flows', { ...scope, q })
}
