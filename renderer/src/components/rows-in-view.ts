import { startTransition, useCallback, useState, type RefCallback } from 'react'

export interface RowRange {
  readonly first: number
  /** The one after the last. */
  readonly end: number
}

/** Rows drawn above and below what is in view, so that a little scrolling finds them there. */
export const MARGIN_ROWS = 4
/** The range moves by so many rows, not with each one. */
const STEP_ROWS = 4

/** Rows to draw of a list that is scrolled so far and has so much room; all lengths in pixels. */
export function rowsInView(scrolled: number, room: number, row_height: number): RowRange {
  const first = Math.floor(scrolled / row_height) - MARGIN_ROWS
  const end = Math.ceil((scrolled + room) / row_height) + MARGIN_ROWS
  return {
    first: Math.max(0, Math.floor(first / STEP_ROWS) * STEP_ROWS),
    end: Math.ceil(end / STEP_ROWS) * STEP_ROWS,
  }
}

/** Rows to draw of a list of rows of one height, kept up to date as it is scrolled; none until it is on the screen. */
export function useRowsInView(row_height: number): [RowRange, RefCallback<HTMLElement>] {
  const [range, setRange] = useState<RowRange>({ first: 0, end: 0 })
  const watch = useCallback(
    (list: HTMLElement | null) => {
      if (!list) return
      const look = () => {
        const { first, end } = rowsInView(list.scrollTop, list.clientHeight, row_height)
        setRange((before) => (before.first === first && before.end === end ? before : { first, end }))
      }
      const observer = new ResizeObserver(() => startTransition(look))
      observer.observe(list)
      list.addEventListener('scroll', look, { passive: true })
      return () => {
        observer.disconnect()
        list.removeEventListener('scroll', look)
      }
    },
    [row_height],
  )
  return [range, watch]
}
