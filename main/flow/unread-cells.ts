type UnreadColumn = 'Label' | 'Timestamp' | 'Src Port' | 'Dst Port' | 'Protocol'

/**
 * Cells of classified flows that were read as nothing: labels that name no threat type, times of no known form, ports and
 * protocols that are none.
 */
export interface UnreadCells {
  readonly column: UnreadColumn
  /** What the cells hold; null for all of many spellings. */
  readonly value: string | null
  readonly cells: number
}

/** Spellings of a column told of in a batch. */
const MOST_SPELLINGS = 20
const LONGEST_SHOWN_CHARS = 80

const MOST_TOLD_LABELS = 10

/** Labels that name no threat type, with their counts, in a sentence behind another; empty where there is none. */
export function unknownLabelsSentence(cells: readonly Readonly<UnreadCells>[]): string {
  const told = cells.flatMap(({ column, value, cells: count }) =>
    column === 'Label' && value !== null ? [`"${value}" (${String(count)})`] : [],
  )
  return told.length === 0 ? '' : ` Labels with no known threat type: ${told.slice(0, MOST_TOLD_LABELS).join(', ')}.`
}

/** Counts such cells of a batch. */
export class UnreadCounter {
  readonly #spellings = new Map<UnreadColumn, Map<string | null, number>>()
  #times = 0

  addLabel(text: string): void {
    this.add('Label', text)
  }

  add(column: Exclude<UnreadColumn, 'Timestamp'>, text: string): void {
    const counts = this.#spellings.get(column) ?? new Map<string | null, number>()
    this.#spellings.set(column, counts)
    const spelling = text.slice(0, LONGEST_SHOWN_CHARS)
    const known = counts.has(spelling) || counts.size < MOST_SPELLINGS ? spelling : null
    counts.set(known, (counts.get(known) ?? 0) + 1)
  }

  addTime(): void {
    this.#times += 1
  }

  counts(): UnreadCells[] {
    const told = [...this.#spellings].flatMap(([column, counts]) =>
      Array.from(counts, ([value, cells]) => ({ column, value, cells })),
    )
    return this.#times === 0 ? told : [...told, { column: 'Timestamp', value: null, cells: this.#times }]
  }
}
