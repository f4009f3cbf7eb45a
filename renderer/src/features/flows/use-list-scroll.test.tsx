// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import type { RowRange } from '../../components/rows-in-view.ts'
import { ROW_HEIGHT } from './flow-table-style.ts'
import { HeldRows } from './held-rows.ts'
import type { ShownList } from './use-flow-list.ts'
import { useListScroll } from './use-list-scroll.ts'

const ROWS_IN_VIEW = 20
const GRID_PX = (ROWS_IN_VIEW + 1) * ROW_HEIGHT

/** Gives the grid what this environment does not have: a height, and an end that it is not scrolled over. */
beforeEach(() => {
  const scrolled_px = new WeakMap<Element, number>()
  const mostOf = (grid: HTMLElement) => Math.max(0, grid.scrollHeight - GRID_PX)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(GRID_PX)
  vi.spyOn(HTMLElement.prototype, 'scrollTop', 'get').mockImplementation(function (this: HTMLElement) {
    return Math.min(scrolled_px.get(this) ?? 0, mostOf(this))
  })
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return Number(this.dataset['height'])
  })
  vi.spyOn(HTMLElement.prototype, 'scrollTop', 'set').mockImplementation(function (this: HTMLElement, to: number) {
    scrolled_px.set(this, Math.min(Math.max(0, to), mostOf(this)))
  })
  vi.spyOn(HTMLElement.prototype, 'scrollBy').mockImplementation(function (this: HTMLElement, by: unknown) {
    this.scrollTop += (by as ScrollToOptions).top ?? 0
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

interface ListOf {
  /** The numbers of the flows of each page that is held. */
  pages: Record<number, readonly number[]>
  known_pages: number
  end?: number
  start?: { number: number; page: number; keeps_view?: boolean }
}

function listOf({ pages, known_pages, end, start = { number: 0, page: 0 } }: ListOf): ShownList<null> {
  const flows = Object.entries(pages).map(([page, numbers]) => {
    return [Number(page), numbers.map((number) => ({ id: `1-${number}` }) as Flow)] as const
  })
  const rows = new HeldRows(new Map(flows))
  return {
    ...{ list: '', about: null, start: { keeps_view: false, ...start }, rows, pages: new Map(), page: start.page },
    ...{ extent: Math.max(rows.end, known_pages * 100), end: end ?? null, total: null, isCounted: true },
  }
}

const numbers = (first: number, end: number) => Array.from({ length: end - first }, (_, row) => first + row)

let rows_in_view: RowRange = { first: 0, end: 0 }

function Grid({ list }: { list: ShownList<null> }) {
  const grid = useRef<HTMLDivElement>(null)
  const origin_row = useListScroll({
    ...{ grid, list, openFlow: null, onAbove: vi.fn(), onScrolling: vi.fn(), onScrolledTo: vi.fn() },
    onView: (rows) => {
      rows_in_view = rows
    },
  })
  return (
    <div ref={grid} role="grid" data-height={(list.extent - origin_row + 1) * ROW_HEIGHT} data-origin={origin_row} />
  )
}

function draw(list: ShownList<null>) {
  const { rerender } = render(<Grid list={list} />)
  const grid = screen.getByRole('grid')
  return {
    scrolledRows: () => grid.scrollTop / ROW_HEIGHT,
    become: (next: ShownList<null>) => rerender(<Grid list={next} />),
    scrollTo: (row: number) => {
      grid.scrollTop = row * ROW_HEIGHT
      grid.dispatchEvent(new Event('scroll'))
      grid.dispatchEvent(new Event('scrollend'))
    },
    origin: () => Number(grid.dataset['origin']),
    tell: (event: 'wheel' | 'scroll' | 'scrollend') => {
      act(() => {
        grid.dispatchEvent(new Event(event))
      })
    },
  }
}

it('keeps a row in its place whose page is the last one read, as soon as there are rows enough below it', () => {
  const grid = draw(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 200) }, known_pages: 3 }))
  grid.scrollTo(150)

  const joined = [...numbers(1000, 1040), ...numbers(100, 160)]
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: joined }, known_pages: 1 }))
  expect(grid.scrolledRows()).toBe(200 - ROWS_IN_VIEW)
  expect(rows_in_view).toEqual({ first: 190, end: 190 + ROWS_IN_VIEW })
  grid.tell('scroll')
  grid.tell('scrollend')

  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: joined, 2: numbers(160, 200) }, known_pages: 2 }))
  expect(grid.scrolledRows()).toBe(190)
})

it('goes to a page of a search that is still being filled once there are rows enough', () => {
  const start = { number: 1, page: 1 }
  const grid = draw(listOf({ pages: { 0: numbers(0, 100) }, known_pages: 1 }))
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: [] }, known_pages: 1, start }))
  expect(rows_in_view.first).toBe(100)
  grid.tell('scroll')
  grid.tell('scrollend')
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 105) }, known_pages: 1, start }))
  expect(rows_in_view.first).toBe(100)
  expect(grid.scrolledRows()).toBe(105 - ROWS_IN_VIEW)
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 180) }, known_pages: 1, start }))
  expect(grid.scrolledRows()).toBe(100)
})

it('goes no further by itself after somebody scrolled', () => {
  const start = { number: 1, page: 1 }
  const grid = draw(listOf({ pages: { 0: numbers(0, 100) }, known_pages: 1 }))
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 105) }, known_pages: 1, start }))
  grid.scrollTo(80)
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 180) }, known_pages: 1, start }))
  expect(grid.scrolledRows()).toBe(80)
})

it('stays at the end of a list when rows join behind it', () => {
  const start = { number: 1, page: 1 }
  const grid = draw(listOf({ pages: { 0: numbers(0, 100) }, known_pages: 1 }))
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 105) }, known_pages: 1, end: 105, start }))
  expect(grid.scrolledRows()).toBe(105 - ROWS_IN_VIEW)
  grid.become(listOf({ pages: { 0: numbers(0, 100), 1: numbers(100, 180) }, known_pages: 1, end: 180, start }))
  expect(grid.scrolledRows()).toBe(105 - ROWS_IN_VIEW)
})

it('keeps a row in its place when the list begins near it instead, and is shorter', () => {
  const grid = draw(listOf({ pages: { 3: numbers(300, 400), 4: numbers(400, 500) }, known_pages: 9 }))
  grid.scrollTo(390.5)
  const start = { number: 1, page: 0, keeps_view: true }
  grid.become(listOf({ pages: { 0: numbers(385, 485), 1: numbers(485, 585) }, known_pages: 1, start }))
  expect(grid.scrolledRows()).toBe(5.5)
})

it('moves rows along without a scroll while one may be animated, and scrolls when it ended', () => {
  const grid = draw(listOf({ pages: { 0: numbers(100, 200), 1: numbers(200, 300) }, known_pages: 2 }))
  grid.scrollTo(40)
  grid.tell('wheel')
  const start = { number: 1, page: 0, keeps_view: true }
  const pages = { 0: numbers(0, 100), 1: numbers(100, 200), 2: numbers(200, 300) }
  grid.become(listOf({ pages, known_pages: 2, start }))
  expect([grid.scrolledRows(), grid.origin()]).toEqual([40, 100])
  expect(rows_in_view.first).toBe(140)

  screen.getByRole('grid').scrollTop = 0
  grid.tell('scroll')
  expect(rows_in_view.first).toBe(100)
  grid.tell('scrollend')
  expect([grid.scrolledRows(), grid.origin()]).toEqual([100, 0])
  expect(rows_in_view.first).toBe(100)
})

it('goes to another page at once, also while rows are moved along', () => {
  const grid = draw(listOf({ pages: { 0: numbers(100, 200) }, known_pages: 1 }))
  grid.scrollTo(40)
  grid.tell('wheel')
  const pages = { 0: numbers(0, 100), 1: numbers(100, 200) }
  grid.become(listOf({ pages, known_pages: 1, start: { number: 1, page: 0, keeps_view: true } }))
  expect(grid.origin()).toBe(100)
  grid.become(listOf({ pages, known_pages: 1, start: { number: 2, page: 0 } }))
  expect([grid.scrolledRows(), grid.origin()]).toEqual([0, 0])
})
