import { useState } from 'react'

import { isSameSort, NEWEST_FIRST, type Sort } from './flow-sort.ts'
import { PAGE_SIZE } from './page-state.ts'
import type { ShownList } from './use-flow-list.ts'

interface Known {
  readonly id: string
  readonly number: number
  readonly total: number | null
}

/**
 * Flows before the first one of a list by its places. Where it goes on above, the number that a flow had tells that before it is
 * counted, unless flows joined the list since.
 * @param before_list flows before the place that the list begins at; null while they are being counted
 * @returns null while neither is known
 */
export function useNumbering(list: ShownList<{ sort: Sort }>, before_list: number | null): number | null {
  const [known, setKnown] = useState<Known | null>(null)
  const { rows, total } = list
  const counted = list.isCounted ? before_list : null
  const place = list.page * PAGE_SIZE
  const id = rows.at(place)?.id
  if (counted !== null && id !== undefined && isSameSort(list.about.sort, NEWEST_FIRST)) {
    const number = counted + place
    if (known?.id !== id || known.number !== number || known.total !== total) setKnown({ id, number, total })
  }
  if (counted !== null) return counted
  const place_now = rows.placeOf(known?.id)
  if (known === null || place_now === undefined || known.total !== total) return null
  return Math.max(0, known.number - place_now)
}
