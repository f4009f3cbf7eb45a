import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

import type { RowRange } from '../../components/rows-in-view.ts'
import { ROW_HEIGHT } from './flow-table-style.ts'
import { originPage } from './held-pages.ts'
import { PAGE_SIZE } from './page-state.ts'
import type { ShownList } from './use-flow-list.ts'

interface ListScrollOptions {
  grid: RefObject<HTMLElement | null>
  list: ShownList<unknown>
  openFlow: string | null
  /**
   * The rows that are wholly in view, by their places in the whole list.
   * @param isScrolled whether somebody scrolled, and not the list became another
   */
  onView: (rows: RowRange, isScrolled: boolean) => void
  /** Somebody scrolls up where the list begins. */
  onAbove: () => void
  /** Scrolling begins or ends: what is set meanwhile is lost where it is animated. */
  onScrolling: (isScrolling: boolean) => void
  /** What is drawn was scrolled along: rows elsewhere are to be drawn with it. */
  onScrolledTo: (grid: HTMLElement) => void
}

/** For so long after a turn of the wheel it may be that the list begins to be scrolled. */
const WHEEL_MS = 100

/** A scroll tells where it is with each frame; one that tells nothing for so long has ended. */
const SCROLL_MS = 1000

/** The first row in view, which stays where it is when rows join above it. */
interface Eye {
  readonly id: string | undefined
  readonly place: number
  readonly origin_row: number
  /** How far it is above where it is to be, since the list does not go on far enough below it yet to be scrolled there. */
  readonly owed_px: number
}

/**
 * Scrolls a list to the page that is gone to and to the flow that is opened, and leaves the row that a person looks at where it is
 * when other rows join or leave the list.
 * @returns the place of the row that what is scrolled begins with
 */
export function useListScroll(options: ListScrollOptions): number {
  const { grid, list, openFlow, onView, onAbove, onScrolling, onScrolledTo } = options
  const [origin, setOrigin] = useState(0)
  const next = originPage(list.page, origin)
  if (next !== origin) setOrigin(next)
  /**
   * Rows that what is scrolled begins further down than its page. A scroll that is animated goes to where it was to, so while there
   * may be one, rows are moved along with the list by where it begins, and not by a scroll.
   */
  const [shift, setShift] = useState(0)
  const origin_row = origin * PAGE_SIZE + shift
  const wheeled_ms = useRef(-Infinity)
  /** When the scroll that is under way told where it is. */
  const moved_ms = useRef(-Infinity)
  const begun = useRef(-1)
  const opened = useRef<string | null>(null)
  const eye = useRef<Eye | null>(null)
  const scrolled_px = useRef(0)

  const look = useEffectEvent((element: HTMLElement, isScrolled: boolean, owed_px = 0) => {
    const rows = rowsWhollyIn(element.scrollTop + owed_px, element.clientHeight, origin_row)
    eye.current = { id: list.rows.at(rows.first)?.id, place: rows.first, origin_row, owed_px }
    const isUp = element.scrollTop < scrolled_px.current
    scrolled_px.current = element.scrollTop
    onView(rows, isScrolled)
    if (isScrolled && isUp && rows.first < PAGE_SIZE / 2) onAbove()
  })

  /** What is still owed of a scroll: nothing once somebody scrolled since. */
  const owedBy = useEffectEvent((element: HTMLElement): number =>
    element.scrollTop === scrolled_px.current ? (eye.current?.owed_px ?? 0) : 0,
  )

  /** How far the row that was looked at is from where it was, in pixels; undefined where it is no longer there. */
  const distanceOfEye = useEffectEvent((owed_px: number): number | undefined => {
    if (eye.current === null) return undefined
    const { id, place, origin_row: origin_before } = eye.current
    const now = id === undefined && owed_px > 0 ? place : list.rows.placeOf(id)
    return now === undefined ? undefined : (now - place - (origin_row - origin_before)) * ROW_HEIGHT + owed_px
  })

  const isMoving = useEffectEvent((element: HTMLElement): boolean => {
    // Where the list begins, turning the wheel up scrolls nothing.
    const isWheeled = element.scrollTop > 0 && performance.now() - wheeled_ms.current < WHEEL_MS
    return isWheeled || performance.now() - moved_ms.current < SCROLL_MS
  })

  const draw = useEffectEvent((element: HTMLElement) => {
    const { number, page, keeps_view } = list.start
    const isBegun = begun.current === number
    const owed_before_px = owedBy(element)
    const was_origin_row = eye.current?.origin_row ?? origin_row
    // Who looks at the first rows of all sees those that are new.
    const isAtTop = element.scrollTop === 0 && was_origin_row === 0 && owed_before_px === 0
    const distance_px = (isBegun ? !isAtTop : keeps_view) ? distanceOfEye(owed_before_px) : undefined
    const joined = distance_px === undefined ? 0 : (distance_px - owed_before_px) / ROW_HEIGHT
    if (joined !== 0 && isMoving(element)) {
      setShift(shift + joined)
      begun.current = number
      return
    }
    if (!isBegun && distance_px === undefined && shift !== 0) {
      setShift(0)
      return
    }
    begun.current = number
    const before_px = element.scrollTop
    // A list that became shorter was scrolled to its end by that alone.
    const most_px = element.scrollHeight - element.clientHeight
    const from_px = scrolled_px.current > most_px ? scrolled_px.current : before_px
    const start_px = (page * PAGE_SIZE - origin_row) * ROW_HEIGHT
    const to_px = distance_px === undefined ? (isBegun ? before_px : start_px) : from_px + distance_px
    if (to_px !== before_px) {
      element.scrollBy({ top: to_px - before_px })
      onScrolledTo(element)
    }
    const owed_px = to_px - element.scrollTop
    scrolled_px.current = element.scrollTop
    // Where the list ends for good, it is as far as it can be.
    look(element, false, list.end === null && owed_px >= 1 ? owed_px : 0)
  })

  useLayoutEffect(() => {
    if (grid.current) draw(grid.current)
  }, [grid, list, origin_row])

  const settle = useEffectEvent((element: HTMLElement) => {
    if (shift !== 0 && !isMoving(element)) flushSync(() => setShift(0))
  })
  useEffect(() => {
    if (shift === 0) return undefined
    const timer = setInterval(() => {
      if (grid.current) settle(grid.current)
    }, WHEEL_MS)
    return () => clearInterval(timer)
  }, [grid, shift])

  const onAboveNow = useEffectEvent(() => {
    if (shift === 0) onAbove()
  })
  const tellScrolling = useEffectEvent(onScrolling)
  useEffect(() => {
    const element = grid.current
    if (!element) return undefined
    const onScroll = () => {
      moved_ms.current = performance.now()
      tellScrolling(true)
      look(element, true, owedBy(element))
    }
    const onScrollEnd = () => {
      moved_ms.current = -Infinity
      tellScrolling(false)
      settle(element)
    }
    // Where the list begins, a turn of the wheel scrolls nothing.
    const onWheel = ({ deltaY }: WheelEvent) => {
      wheeled_ms.current = performance.now()
      if (deltaY < 0 && element.scrollTop === 0) onAboveNow()
    }
    const observer = new ResizeObserver(() => look(element, false, owedBy(element)))
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('scrollend', onScrollEnd, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('scrollend', onScrollEnd)
      element.removeEventListener('wheel', onWheel)
    }
  }, [grid])

  useEffect(() => {
    if (opened.current === openFlow) return
    opened.current = openFlow
    const place = list.rows.placeOf(openFlow)
    if (grid.current && place !== undefined) scrollToRow(grid.current, place - origin_row)
  }, [grid, openFlow, list, origin_row])

  return origin_row
}

/** Rows that are wholly in view below the header that stays, give or take a pixel. */
function rowsWhollyIn(scrolled_px: number, height_px: number, origin_row: number): RowRange {
  const first = Math.floor((scrolled_px + 1) / ROW_HEIGHT)
  const end = Math.floor((scrolled_px + height_px - ROW_HEIGHT + 1) / ROW_HEIGHT)
  return { first: origin_row + first, end: origin_row + Math.max(first, end) }
}

/** Scrolls as little as brings a row into view, below the header that stays. */
function scrollToRow(grid: HTMLElement, place: number): void {
  const top = place * ROW_HEIGHT
  const room = grid.clientHeight - 2 * ROW_HEIGHT
  if (grid.scrollTop > top) grid.scrollTop = top
  else if (grid.scrollTop < top - room) grid.scrollTop = top - room
}
