import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { originPage, pageInView, pagesAround, pagesToHold, pathAfter } from './held-pages.ts'
import { HeldRows } from './held-rows.ts'

it('holds the pages in view and, near their ends, the ones that follow', () => {
  expect(pagesAround({ first: 0, end: 20 })).toEqual([0])
  expect(pagesAround({ first: 45, end: 65 })).toEqual([0, 1])
  expect(pagesAround({ first: 140, end: 160 })).toEqual([0, 1, 2])
  expect(pagesAround({ first: 95, end: 115 }, 0)).toEqual([0, 1])
})

it('holds few pages, whatever is in view of however large a screen', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(100), (first, room) => {
      const pages = pagesAround({ first, end: first + room })
      expect(pages.length).toBeLessThanOrEqual(4)
      expect(pages[0] ?? 0).toBeLessThanOrEqual(Math.floor(first / 100))
    }),
  )
})

it('reaches a page whose beginning is not known from the last one that is', () => {
  expect(pagesToHold([2, 1, 2, 3], 8)).toEqual([1, 2, 3])
  expect(pagesToHold([12, 11], 4)).toEqual([4])
  expect(pagesToHold([20, 1, 2, 3, 4, 5, 6], 99)).toEqual([1, 2, 3, 4, 5, 20])
})

it('learns where the next page begins only when it is wanted', () => {
  const read = new Map([[0, 'a']])
  expect(pathAfter([], read, 0)).toEqual([])
  expect(pathAfter([], read, 1)).toEqual(['a'])
  expect(pathAfter([], new Map([[0, null]]), 1)).toEqual([])
})

it('follows pages that begin elsewhere since they were read before', () => {
  const path = ['a', 'b', 'c']
  expect(pathAfter(path, new Map([[1, 'b']]), 1)).toBe(path)
  expect(pathAfter(path, new Map([[1, 'x']]), 1)).toEqual(['a', 'x'])
  expect(pathAfter(path, new Map([[1, null]]), 3)).toEqual(['a'])
})

it('is on the page of the first row in view, and at the end of the list on the last page', () => {
  expect(pageInView({ first: 99, end: 120 }, null)).toBe(0)
  expect(pageInView({ first: 100, end: 121 }, null)).toBe(1)
  expect(pageInView({ first: 185, end: 205 }, 205)).toBe(2)
  expect(pageInView({ first: 185, end: 205 }, 206)).toBe(1)
  expect(pageInView({ first: 0, end: 20 }, 0)).toBe(0)
})

it('never scrolls over more than a browser draws, and always over what is above', () => {
  let origin = 0
  const faults: number[][] = []
  const walk = (from: number, to: number) => {
    for (let page = from; page !== to; page += Math.sign(to - from)) {
      origin = originPage(page, origin)
      if (page - origin > 5000 || page - origin < Math.min(page, 50)) faults.push([page, origin])
    }
  }
  walk(0, 20_000)
  expect(origin).toBeGreaterThan(0)
  walk(20_000, 0)
  expect(faults).toEqual([])
  expect(origin).toBe(0)
})

it('knows rows by their places in the whole list, and which stretches of it are held', () => {
  const page = (number: number, length = 100) =>
    Array.from({ length }, (_, row) => ({ id: `1-${String(number * 100 + row)}` }) as Flow)
  const rows = new HeldRows(
    new Map([
      [3, page(3)],
      [4, page(4, 7)],
      [9, page(9)],
    ]),
  )
  expect(rows.at(402)?.id).toBe('1-402')
  expect([rows.at(299), rows.at(407)]).toEqual([undefined, undefined])
  expect(rows.placeOf('1-903')).toBe(903)
  expect(rows.end).toBe(1000)
  expect(rows.between(398, 402)?.map(({ id }) => id)).toEqual(['1-398', '1-399', '1-400', '1-401'])
  expect(rows.between(398, 408)).toBeUndefined()
})
