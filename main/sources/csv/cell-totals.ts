/** Sums counts of cells over the parts of a capture. */
export class CellTotals<Counted extends { readonly cells: number }> {
  readonly #totals = new Map<string, Counted>()

  add(counts: readonly Counted[]): void {
    for (const count of counts) {
      const key = JSON.stringify({ ...count, cells: 0 })
      this.#totals.set(key, { ...count, cells: count.cells + (this.#totals.get(key)?.cells ?? 0) })
    }
  }

  list(): Counted[] {
    return [...this.#totals.values()]
  }
}
