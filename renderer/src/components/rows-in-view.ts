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

interface RowsInView {
  /** Rows to draw; none until the list is on the screen. */
  readonly range: RowRange
  readonly watch: RefCallback<HTMLElement>
  /** Looks where the list is scrolled to, before it tells so. */
  readonly look: (list: HTMLElement) => void
}

/** Rows to draw of a list of rows of one height, kept up to date as it is scrolled. */
export function useRowsInView(row_height: number): RowsInView {
  const [range, setRange] = useState<RowRange>({ first: 0, end: 0 })
  const look = useCallback(
    ({ scrollTop, clientHeight }: HTMLElement) => {
      const { first, end } = rowsInView(scrollTop, clientHeight, row_height)
      setRange((before) => (before.first === first && before.end === end ? before : { first, end }))
    },
    [row_height],
  )
  const watch = useCallback(
    (list: HTMLElement | null) => {
      if (!list) return
      const onScroll = () => look(list)
      const observer = new ResizeObserver(() => startTransition(onScroll))
      observer.observe(list)
      list.addEventListener('scroll', onScroll, { passive: true })
      return () => {
        observer.disconnect()
        list.removeEventListener('scroll', onScroll)
      }
    },
    [look],
  )
  return { range, watch, look }
}
