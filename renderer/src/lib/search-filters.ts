/** Filters in the query string of a page, so that they survive going back and sharing a link. */
export interface Filters {
  /** A query of contract/query, as it was typed. */
  q?: string
  capture_id?: number
  threat_type?: string
  alert_id?: number
}

export function readFilters(search: URLSearchParams): Filters {
  const capture = readId(search.get('capture'))
  const alert = readId(search.get('alert'))
  const threatType = search.get('threat_type')
  const q = search.get('q')
  return {
    ...(q ? { q } : {}),
    ...(capture === undefined ? {} : { capture_id: capture }),
    ...(threatType ? { threat_type: threatType } : {}),
    ...(alert === undefined ? {} : { alert_id: alert }),
  }
}

export function writeFilters(filters: Filters): URLSearchParams {
  const search = new URLSearchParams()
  if (filters.q !== undefined && filters.q !== '') search.set('q', filters.q)
  if (filters.capture_id !== undefined) search.set('capture', String(filters.capture_id))
  if (filters.threat_type !== undefined) search.set('threat_type', filters.threat_type)
  if (filters.alert_id !== undefined) search.set('alert', String(filters.alert_id))
  return search
}

/** Address of a place with filters, such as /flows?threat_type=DDoS. */
export function addressOf(place: string, filters: Filters = {}): string {
  const search = writeFilters(filters).toString()
  return search === '' ? place : `${place}?${search}`
}

/** An id out of an address, which a person may have typed. */
export function readId(text: string | null | undefined): number | undefined {
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
