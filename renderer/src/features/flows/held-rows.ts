import type { Flow } from '../../../../contract/flows.ts'
import { pageOf } from './held-pages.ts'
import { PAGE_SIZE } from './page-state.ts'

/** Rows of a list by their places in the whole of it, as far as their pages are held. */
export class HeldRows {
  readonly #pages: ReadonlyMap<number, readonly Flow[]>
  readonly #places = new Map<string, number>()
  /** The place after the last row held. */
  readonly end: number

  constructor(pages: ReadonlyMap<number, readonly Flow[]>) {
    this.#pages = pages
    let end = 0
    for (const [page, flows] of pages) {
      for (const [row, { id }] of flows.entries()) this.#places.set(id, page * PAGE_SIZE + row)
      end = Math.max(end, page * PAGE_SIZE + flows.length)
    }
    this.end = end
  }

  at(place: number): Flow | undefined {
    return this.#pages.get(pageOf(place))?.[place % PAGE_SIZE]
  }

  placeOf(id: string | null | undefined): number | undefined {
    return id === null || id === undefined ? undefined : this.#places.get(id)
  }

  flowOf(id: string): Flow | undefined {
    const place = this.#places.get(id)
    return place === undefined ? undefined : this.at(place)
  }

  page(page: number): readonly Flow[] {
    return this.#pages.get(page) ?? []
  }

  /** All rows of a stretch of places; undefined when one of them is not held. */
  between(first: number, end: number): readonly Flow[] | undefined {
    const flows = Array.from({ length: Math.max(0, end - first) }, (_, row) => this.at(first + row))
    return flows.every((flow) => flow !== undefined) ? flows : undefined
  }
}

export const NO_HELD_ROWS = new HeldRows(new Map())
