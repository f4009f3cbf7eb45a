/** What the comparison page is asked for. */
export interface CompareQuery {
  capture_id?: number | undefined
  scoring_id?: number | undefined
  other_id?: number | undefined
}

/** Address of the comparison page. */
export function compareAddress({ capture_id, scoring_id, other_id }: CompareQuery): string {
  const search = new URLSearchParams()
  if (capture_id !== undefined) search.set('capture', String(capture_id))
  if (scoring_id !== undefined) search.set('scoring', String(scoring_id))
  if (other_id !== undefined) search.set('other', String(other_id))
  return search.size === 0 ? '/models/compare' : `/models/compare?${search.toString()}`
}

export function readCompareQuery(search: URLSearchParams): CompareQuery {
  const id = (name: string) => {
    const value = Number(search.get(name))
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  }
  return { capture_id: id('capture'), scoring_id: id('scoring'), other_id: id('other') }
}
