/** Cells of classified flows that were read as nothing: labels that name no threat type, and times of no known form. */
export interface UnreadCells {
  readonly column: 'Label' | 'Timestamp'
  /** What the cells hold; null for all of many spellings. */
  readonly value: string | null
  readonly cells: number
}

/** Spellings told of in a batch. */
const MOST_SPELLINGS = 20
const LONGEST_SHOWN_CHARS = 80

/** Counts such cells of a batch. */
export class UnreadCounter {
  readonly #labels = new Map<string | null, number>()
  #times = 0

  addLabel(text: string): void {
    const spelling = text.slice(0, LONGEST_SHOWN_CHARS)
    const known = this.#labels.has(spelling) || this.#labels.size < MOST_SPELLINGS ? spelling : null
    this.#labels.set(known, (this.#labels.get(known) ?? 0) + 1)
  }

  addTime(): void {
    this.#times += 1
  }

  counts(): UnreadCells[] {
    const labels = Array.from(this.#labels, ([value, cells]) => ({ column: 'Label', value, cells }) as const)
    return this.#times === 0 ? labels : [...labels, { column: 'Timestamp', value: null, cells: this.#times }]
  }
}
