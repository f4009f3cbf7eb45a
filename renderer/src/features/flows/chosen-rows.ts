import { useCallback, useMemo, useState } from 'react'

/** Rows that were chosen, by the ids of their flows, and the one that a stretch of rows begins at. */
export interface RowChoice {
  readonly ids: ReadonlySet<string>
  readonly anchor: string | null
}

export const NO_ROWS: RowChoice = { ids: new Set(), anchor: null }

/** The choice with a row more, or without one that is chosen already. */
export function withRow({ ids }: RowChoice, id: string): RowChoice {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id }
}

/**
 * All rows between the anchor and another one, both included.
 * @param order ids of the rows as they are listed
 * @param from the anchor where there is none yet
 */
export function stretchTo({ anchor }: RowChoice, order: readonly string[], from: string, to: string): RowChoice {
  const begin = anchor !== null && order.includes(anchor) ? anchor : from
  const [first, last] = [order.indexOf(begin), order.indexOf(to)].sort((one, other) => one - other)
  return { ids: new Set(order.slice(first, (last ?? -1) + 1)), anchor: begin }
}

export interface ChosenRows {
  readonly ids: ReadonlySet<string>
  readonly toggle: (id: string) => void
  readonly stretch: (from: string, to: string) => void
  readonly all: () => void
  readonly clear: () => void
}

/** The rows of a page that were chosen; those that are not listed any more are not. */
export function useChosenRows(order: readonly string[]): ChosenRows {
  const [choice, setChoice] = useState(NO_ROWS)
  const ids = useMemo(() => {
    if (choice.ids.size === 0) return NO_ROWS.ids
    return new Set(order.filter((id) => choice.ids.has(id)))
  }, [choice, order])
  const toggle = useCallback((id: string) => setChoice((before) => withRow(before, id)), [])
  const stretch = useCallback(
    (from: string, to: string) => setChoice((before) => stretchTo(before, order, from, to)),
    [order],
  )
  const all = useCallback(() => setChoice({ ids: new Set(order), anchor: order[0] ?? null }), [order])
  const clear = useCallback(() => setChoice(NO_ROWS), [])
  return useMemo(() => ({ ids, toggle, stretch, all, clear }), [ids, toggle, stretch, all, clear])
}
