import { useState } from 'react'

import { isSameSort, NEWEST_FIRST, type Sort } from './flow-sort.ts'
import { PAGE_SIZE } from './page-state.ts'
import type { ShownList } from './use-flow-list.ts'

/**
 * Flows before the first one of a list. Where it goes on above, the number that a flow had tells that before it is counted.
 * @param counted null while they are being counted
 * @returns null while neither is known
 */
export function useNumbering(list: ShownList<{ sort: Sort }>, counted: number | null): number | null {
  const [known, setKnown] = useState<{ id: string; number: number } | null>(null)
  const place = list.page * PAGE_SIZE
  const id = list.rows.at(place)?.id
  const isNewestFirst = isSameSort(list.about.sort, NEWEST_FIRST)
  if (counted !== null && id !== undefined && isNewestFirst) {
    const number = counted + place
    if (known?.id !== id || known.number !== number) setKnown({ id, number })
  }
  if (counted !== null) return counted
  const place_now = list.rows.placeOf(known?.id)
  return known === null || place_now === undefined ? null : Math.max(0, known.number - place_now)
}
