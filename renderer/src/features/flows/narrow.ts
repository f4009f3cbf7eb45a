import type { Filters } from '../../lib/search-filters.ts'

/** Filters to set; undefined takes one away. */
export type FilterChange = { [Name in keyof Filters]: Filters[Name] | undefined }

export type Narrow = (change: FilterChange) => void

/** The filters after a change. */
export function applyChange(filters: Filters, change: FilterChange): Filters {
  const { q, capture_id, threat_type, alert_id } = { ...filters, ...change }
  return {
    ...(q === undefined || q === '' ? {} : { q }),
    ...(capture_id === undefined ? {} : { capture_id }),
    ...(threat_type === undefined ? {} : { threat_type }),
    ...(alert_id === undefined ? {} : { alert_id }),
  }
}
