import { printQuery } from '../../../contract/query/print.ts'
import type { ReportInput } from '../../../contract/reports.ts'
import { readAlertFilters, toInput } from './alert-filters.ts'
import { hostQueries } from './host-addresses.ts'
import { readFilters } from './search-filters.ts'
import { rangeInQuery, readRange } from './time-range.ts'

/** What a report of a place is of: the captures, the time and the list that it shows; everything where it shows none. */
export function reportOfPlace({ pathname, search }: { pathname: string; search: string }): ReportInput {
  const params = new URLSearchParams(search)
  const filters = readFilters(params)
  const { capture_id } = filters
  const scope = { ...(capture_id === undefined ? {} : { capture_id }), ...readRange(params) }
  if (pathname === '/') return scope
  if (pathname === '/flows') return { list: 'flows', ...filters, ...rangeOf(filters.q, 'flows') }
  if (pathname === '/alerts' || pathname.startsWith('/alerts/')) {
    const alertFilters = toInput(readAlertFilters(params))
    return { list: 'alerts', ...alertFilters, ...rangeOf(alertFilters.q, 'alerts') }
  }
  const [, place, address, peer = null] = pathname.split('/').map(readPart)
  if (place !== 'hosts' || !address) return {}
  return { list: 'flows', q: printQuery(hostQueries({ address, peer }).all), ...scope }
}

/** A range between two buckets narrows the sums too; any other one narrows the list alone, as a part of its query. */
function rangeOf(q: string | undefined, list: 'flows' | 'alerts') {
  const range = rangeInQuery(q ?? '', list)
  return range === null ? null : readRange(new URLSearchParams({ ...range }))
}

function readPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A person may have typed the address.
    return part
  }
}
