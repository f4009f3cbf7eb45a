import { useCallback, useMemo, useRef, useState } from 'react'

import type { Flow } from '../../../../contract/flows.ts'
import { flowsOf, NO_ROWS, type PlacedFlow, type RowChoice, rowsFrom, withRow } from './chosen-rows.ts'
import { pageOf } from './held-pages.ts'
import type { HeldRows } from './held-rows.ts'
import { PAGE_SIZE } from './page-state.ts'

/** Rows of a stretch: what is chosen is in memory. */
const LONGEST_STRETCH = 10_000

export interface ChosenRows {
  readonly ids: ReadonlySet<string>
  /** In the order of the list. */
  readonly flows: readonly Flow[]
  readonly toggle: (id: string) => void
  /** Chooses all rows from where a stretch began, or else from a row, to another one. */
  readonly stretch: (from: string, to: string) => void
  /** Chooses the page of a row. */
  readonly page: (id: string) => void
  readonly clear: () => void
}

/**
 * The rows of a list that were chosen, which stay so when they are scrolled away.
 * @param list what the list is of: a stretch does not begin in another one
 * @param readPage the rows of a page that was seen
 * @param onProblem says why rows could not be chosen
 */
export function useChosenRows(
  list: string,
  held: HeldRows,
  readPage: (page: number) => Promise<readonly Flow[]>,
  onProblem: (sentence: string) => void,
): ChosenRows {
  const [choice, setChoice] = useState(NO_ROWS)
  const stretches = useRef(0)
  const [listed, setListed] = useState(list)
  if (listed !== list) {
    setListed(list)
    setChoice(({ rows }) => ({ rows, anchor: null }))
  }

  const placed = useCallback(
    (id: string): PlacedFlow | undefined => {
      const [place, flow] = [held.placeOf(id), held.flowOf(id)]
      return place === undefined || flow === undefined ? undefined : { place, flow }
    },
    [held],
  )

  const stretch = (from: string, to: string) => {
    const [begin, end] = [choice.anchor ?? placed(from), placed(to)]
    if (begin === undefined || end === undefined) return
    const anchor = { ...begin, place: held.placeOf(begin.flow.id) ?? begin.place }
    const first = Math.min(anchor.place, end.place)
    const after = Math.max(anchor.place, end.place) + 1
    stretches.current += 1
    const number = stretches.current
    const take = (flows: readonly Flow[]) => {
      if (number === stretches.current) setChoice({ rows: rowsFrom(first, flows), anchor })
    }
    const flows = held.between(first, after)
    if (flows !== undefined) take(flows)
    else if (after - first > LONGEST_STRETCH) {
      onProblem(
        `At most ${LONGEST_STRETCH.toLocaleString('en-US')} rows can be chosen at once. Export the list instead.`,
      )
    } else readBetween(first, after, readPage).then(take, () => onProblem('The rows between could not be read.'))
  }

  const change = (make: (before: RowChoice) => RowChoice) => {
    stretches.current += 1
    setChoice(make)
  }
  const ids = useMemo(() => new Set(choice.rows.keys()), [choice])
  const flows = useMemo(() => flowsOf(choice), [choice])
  return {
    ids,
    flows,
    toggle: (id) => {
      const row = placed(id)
      if (row !== undefined) change((before) => withRow(before, row))
    },
    stretch,
    page: (id) => {
      const page = pageOf(held.placeOf(id) ?? 0)
      const rows = rowsFrom(page * PAGE_SIZE, held.page(page))
      change(() => ({ rows, anchor: [...rows.values()][0] ?? null }))
    },
    clear: () => change(() => NO_ROWS),
  }
}

/** Pages one after another: a page is read in a fraction of a second. */
async function readBetween(
  first: number,
  after: number,
  readPage: (page: number) => Promise<readonly Flow[]>,
): Promise<readonly Flow[]> {
  const flows: Flow[] = []
  for (let page = pageOf(first); page * PAGE_SIZE < after; page += 1) {
    const rows = await readPage(page)
    flows.push(...rows.slice(Math.max(0, first - page * PAGE_SIZE), Math.max(0, after - page * PAGE_SIZE)))
  }
  return flows
}
