import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import type { RowRange } from '../../components/rows-in-view.ts'
import { pageOf, pagesAround, pagesToHold, pathAfter } from './held-pages.ts'
import { HeldRows, NO_HELD_ROWS } from './held-rows.ts'
import { PAGE_SIZE } from './page-state.ts'
import { type FlowInput, type FlowPage, flowPageQuery, isPartial } from './use-flow-page.ts'

/** Pages that stay in memory after they are left, so that going back to them shows them at once. */
const LEFT_PAGES = 8

/** Pages that a row is looked for in which was in view, after flows were added to the list above it. */
const SOUGHT_PAGES = 20

const NO_PAGES: readonly number[] = []

/** Rows that a list had in all when a page was read, by the cursor that the page told. */
type Totals = ReadonlyMap<string, number | null>

const NO_TOTALS: Totals = new Map()

/** Where a list begins to be looked at. */
export interface ListStart {
  /** Rises each time that another place is gone to; it stays when the list is scrolled. */
  readonly number: number
  readonly page: number
  /** Whether the rows that are in view stay there, if they are part of the list. */
  readonly keeps_view: boolean
}

/** Pages of a list as they are shown together. */
export interface ShownList<About> {
  /** What the list is of, as text. */
  readonly list: string
  /** What the list is of, as it was asked for. */
  readonly about: About
  readonly start: ListStart
  readonly rows: HeldRows
  /** Rows that can be scrolled over: those held, and those of pages before that are read when they are scrolled to. */
  readonly extent: number
  /** The place after the last row of the list; null while it is not known. */
  readonly end: number | null
  /** The page that a person is on. */
  readonly page: number
  /** Rows of the whole list; null while a search has not counted them. */
  readonly total: number | null
  /** Whether places count from the first row of the list: where rows joined or left it since, those above may have been others. */
  readonly isCounted: boolean
  readonly pages: ReadonlyMap<number, FlowPage>
}

interface PagesInView {
  readonly list: string
  readonly pages: readonly number[]
  /** Those that are soon in view, too. */
  readonly near: readonly number[]
}

/** A row in view that a list which is read again may have elsewhere. */
interface SoughtRow {
  readonly list: string
  readonly id: string
  /** Its time. */
  readonly time: string
  /** The page that it was on. */
  readonly page: number
}

interface FlowListOptions<About> {
  input: FlowInput
  about: About
  /** Where the pages up to the one that a person is on begin, the second page first. */
  cursors: readonly string[]
  /** Whether rows are shown only when all of their page are there, since those found later may come before them. */
  isWhole: boolean
  /** Whether the list can begin at the time of a row, which is newest first. */
  isInTime: boolean
  openFlow: string | null
  /** A page that is scrolled to is the one that a person is on. */
  onFollow: (cursors: readonly string[]) => void
}

/**
 * A list of flows of which a few pages are held: the one that a person is on, and those near what is in view. Each page tells
 * where the next one begins, so pages beyond those that were seen are reached one after another.
 */
export function useFlowList<About>(options: FlowListOptions<About>) {
  const { input, about, cursors, isWhole, isInTime, openFlow, onFollow } = options
  const client = useQueryClient()
  const list = JSON.stringify(input)
  const page = cursors.length
  const [view, setView] = useState<PagesInView | null>(null)
  const [aim, setAim] = useState<number | null>(null)
  const [keptFor, keepViewFor] = useState<string | null>(null)
  const [followed, setFollowed] = useState<string | null>(null)
  const [sought, seek] = useState<SoughtRow | null>(null)
  const [checked, setChecked] = useState<ReadonlyMap<number, FlowPage>>(new Map())
  const [isScrolling, setScrolling] = useState(false)
  const [pinned, pin] = useState(NO_PAGES)
  const rowsInView = useRef<RowRange>(null)

  const asked = placeName(list, cursors)
  const firstStart = { number: 0, page, keeps_view: false }
  const [way, setWay] = useState({ list, asked, path: cursors, totals: knownTotals(client, list), start: firstStart })
  if (asked !== way.asked) {
    const isOnPath = list === way.list && (page === 0 || way.path[page - 1] === cursors.at(-1))
    const start = { number: way.start.number + 1, page, keeps_view: keptFor === list && list !== way.list }
    const totals = list === way.list ? way.totals : knownTotals(client, list)
    setWay({ list, asked, path: isOnPath ? way.path : cursors, totals, start: asked === followed ? way.start : start })
  }

  const [shown, setShown] = useState<ShownList<About>>({
    ...{ list, about, start: { ...firstStart, number: -1 }, rows: NO_HELD_ROWS, pages: new Map() },
    ...{ extent: 0, end: null, page, total: null, isCounted: page === 0 },
  })
  const isGoing = shown.start.number !== way.start.number
  const start_pages = way.start.keeps_view ? [0, 1] : [page]
  const open_place = shown.list === list ? shown.rows.placeOf(openFlow) : undefined
  const inView = view?.list === list ? view : null
  const sought_page = sought?.list === list ? sought.page : undefined
  const wishes = [
    ...(isGoing ? start_pages : [page]),
    ...pinned,
    ...(aim === null ? [] : [pageOf(aim)]),
    ...(inView?.near ?? []),
    ...(sought_page === undefined ? [] : [sought_page + SOUGHT_PAGES, Math.max(0, way.path.length - 1)]),
    ...(open_place === undefined ? [] : pagesAround({ first: open_place, end: open_place + 1 }, 1)),
  ]
  const held = pagesToHold(wishes, way.path.length)
  const inputs = held.map((each) => {
    const cursor = way.path[each - 1]
    return cursor === undefined ? input : { ...input, cursor }
  })
  const queries = useQueries({ queries: inputs.map((each) => flowPageQuery(client, each)) })

  const read = new Map<number, FlowPage>()
  for (const [at, { data, isPlaceholderData }] of queries.entries()) {
    const each = held[at]
    if (data !== undefined && !isPlaceholderData && each !== undefined) read.set(each, data)
  }
  const whole = new Map([...read].filter(([, each]) => !isPartial(each, input.limit)))
  const next = new Map([...whole].map(([each, { next_cursor }]) => [each, next_cursor]))
  const path = pathAfter(way.path, next, Math.max(...wishes))
  const totals = totalsWith(way.totals, [...whole.values()])
  if (path !== way.path || totals !== way.totals) setWay({ ...way, path, totals })

  // Until the page that is gone to is there, or rows in view are, what was there stays.
  const ready = isWhole ? whole : read
  const isThere = (each: number) => ready.has(each) || next.get(each - 1) === null
  const needed = isGoing ? start_pages : inView === null ? [page] : inView.pages
  const isReady = needed.every((each) => isThere(each) || (!isGoing && !shown.pages.has(each)))
  const isFetching = queries.some((query) => query.isFetching)
  const isFound = contains(ready, sought?.id)
  const isSoughtWhole =
    sought_page !== undefined &&
    [...ready].some(([each, { next_cursor }]) => each >= sought_page + SOUGHT_PAGES || next_cursor === null)
  const isSought = sought_page !== undefined && (isFetching || !(isFound || isSoughtWhole))
  // The list is to begin at its time instead, unless the keyboard waits for a row of this one.
  const isLost = isInTime && sought_page !== undefined && !isSought && !isFound && aim === null
  const lost_time = isLost && sought !== null && sought.time !== input.at ? sought.time : null
  // Rows are moved along with the list between two turns of the wheel: a scroll that is animated goes to where it was to.
  const moves = (isGoing && way.start.keeps_view) || sought_page !== undefined
  // They may have been read again between two drawings, before anybody saw that they are.
  const isUnchecked = !isGoing && sought === null && isReplaced(shown.pages, ready) && !isSame(ready, checked)
  const isHeldBack = isSought || isUnchecked || lost_time !== null || (moves && isScrolling)
  if (sought !== null && !isHeldBack && path === way.path) seek(null)
  const isNew = isGoing || page !== shown.page || path.length * PAGE_SIZE > shown.extent || !isSame(ready, shown.pages)
  if (isReady && isNew && !isHeldBack && path === way.path && asked === way.asked && ready.size > 0) {
    const rows = new HeldRows(new Map([...ready].map(([each, { items }]) => [each, items])))
    const last = Math.max(...ready.keys())
    const total = (ready.get(page) ?? ready.get(last))?.total ?? null
    const extent = Math.max(rows.end, path.length * PAGE_SIZE)
    const end = next.get(last) === null ? rows.end : null
    // They are not in view before they are drawn.
    if (moves) pin([...ready.keys()])
    const isCounted = path.slice(0, page).every((cursor) => isSameTotal(totals.get(cursor), total))
    setShown({ list, about, start: way.start, rows, extent, end, page, total, isCounted, pages: ready })
  }

  useForgetLeftPages(inputs)
  useEffect(() => {
    client.setQueryData(totalsKey(list), way.totals)
  }, [client, list, way.totals])

  const isReadAgain = queries.some(({ isRefetching }) => isRefetching)
  const seekRowInView = useEffectEvent(() => {
    const first = rowsInView.current?.first ?? 0
    const row = shown.list === list ? shown.rows.at(first) : undefined
    // Who looks at the first rows of all sees those that are new. A search adds to a page as it goes on.
    const isSafe = first === 0 || row === undefined || (!isReadAgain && contains(ready, row.id))
    if (!isSafe) seek({ list, id: row.id, time: row.timestamp, page: pageOf(first) })
    if (isUnchecked) setChecked(ready)
  })
  useEffect(() => {
    if (isReadAgain || isUnchecked) seekRowInView()
  }, [isReadAgain, isUnchecked, checked])

  const current = read.get(page)
  const searching = [...read.values()].find((each) => isPartial(each, input.limit))
  return {
    shown,
    /** The page that a person is on, as far as it is read. */
    current,
    /** Whether it is read, and nothing that was asked for before is on its way. */
    isCurrent: current !== undefined && !isPartial(current, input.limit) && !isGoing && asked === way.asked,
    isGoing,
    /** The time of the row in view when it is no longer found near where it was: what was there stays on the screen. */
    lost_time,
    /** Whether the keyboard waits for a row, or somebody is scrolling. */
    isMoving: aim !== null || isScrolling,
    /** How much of a search or an order was looked through, from 0 to 1; null when none is under way. */
    progress: searching?.progress ?? null,
    error: queries.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => Promise.all(queries.map((query) => query.refetch())),
    /**
     * Tells which rows are in view.
     * @param isDrawn whether they are those of `shown`
     */
    look: (rows: RowRange, isDrawn: boolean) => {
      if (isDrawn) pin(NO_PAGES)
      rowsInView.current = rows
      const now = { list: shown.list, pages: pagesAround(rows, 0), near: pagesAround(rows) }
      setView((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now))
    },
    /** Tells whether somebody is scrolling. */
    setScrolling,
    /** Reads the page of a place that the keyboard is on its way to. */
    aim: setAim,
    /** The rows in view stay there when the list is replaced by another one. */
    keepViewFor: (next_input: FlowInput | null) => keepViewFor(next_input && JSON.stringify(next_input)),
    /** The page that is scrolled to is the one that a person is on. */
    follow: (to: number) => {
      if (isGoing || !shown.pages.has(to)) return
      const cursors_to = way.path.slice(0, to)
      const place = placeName(list, cursors_to)
      if (place === asked) return
      setFollowed(place)
      onFollow(cursors_to)
    },
    /** What a page of the list is read by; undefined where its beginning is not known. */
    inputOf: (each: number): FlowInput | undefined => {
      if (each === 0) return input
      const cursor = way.path[each - 1]
      return cursor === undefined ? undefined : { ...input, cursor }
    },
  }
}

/** Keeps the memory of pages that were scrolled over from growing. */
function useForgetLeftPages(inputs: readonly FlowInput[]): void {
  const client = useQueryClient()
  const left = useRef(new Set<string>())
  const keys = inputs.map((input) => JSON.stringify(flowPageQuery(client, input).queryKey))
  useEffect(() => {
    for (const key of keys) {
      left.current.delete(key)
      left.current.add(key)
    }
    for (const key of left.current) {
      if (left.current.size <= keys.length + LEFT_PAGES) return
      left.current.delete(key)
      client.removeQueries({ queryKey: JSON.parse(key) as readonly unknown[], exact: true })
    }
  })
}

/** They are kept for who leaves the list and comes back to a page of it. */
function knownTotals(client: QueryClient, list: string): Totals {
  return client.getQueryData<Totals>(totalsKey(list)) ?? NO_TOTALS
}

function totalsKey(list: string) {
  return ['totals of flows', list] as const
}

/** @returns the same map when nothing is new */
function totalsWith(totals: Totals, pages: readonly FlowPage[]): Totals {
  const told = new Map(pages.map(({ next_cursor, total }) => [next_cursor ?? '', total]))
  const isNew = [...told].some(([cursor, total]) => totals.get(cursor) !== total)
  return isNew ? new Map([...totals, ...told]) : totals
}

/** Whether a list may be the same by its rows in all, which a search counts last. */
function isSameTotal(then: number | null | undefined, now: number | null): boolean {
  return then !== undefined && (then === null || now === null || then === now)
}

/** A page of a list as text: pages begin at the same place where their cursors are the same. */
function placeName(list: string, cursors: readonly string[]): string {
  return `${list} ${String(cursors.length)} ${cursors.at(-1) ?? ''}`
}

function contains(pages: ReadonlyMap<number, FlowPage>, id: string | undefined): boolean {
  return [...pages.values()].some(({ items }) => items.some((flow) => flow.id === id))
}

/** Whether a page that is shown has been read again since. */
function isReplaced(shown: ReadonlyMap<number, FlowPage>, read: ReadonlyMap<number, FlowPage>): boolean {
  return [...read].some(([page, flows]) => (shown.get(page) ?? flows) !== flows)
}

function isSame(one: ReadonlyMap<number, FlowPage>, other: ReadonlyMap<number, FlowPage>): boolean {
  return one.size === other.size && [...one].every(([page, flows]) => other.get(page) === flows)
}
