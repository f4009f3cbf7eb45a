import { normaliseName } from '../../flow/names.ts'
import { detectSeparators } from '../csv/separators.ts'
import { splitCells } from '../csv/split-cells.ts'
import { NamedCells, type RecordSpellings } from './named-cells.ts'
import { type Fault, type RecordNames, wholeFault } from './record.ts'

/** No row has so many names of columns among its cells. */
const FEWEST_NAMES = 3
/** Most rows begin with a digit, and need not be looked at twice. */
const LIKE_NAMES = /^[^\p{L}\p{N}]*\p{L}/u

/** What columns an instrument has. */
export interface TableFormat {
  readonly spellings: RecordSpellings
  /** What a conversation cannot do without. */
  readonly told: readonly (keyof RecordNames)[]
}

/** The table that begins with one of the first lines; undefined when none of them is a header of the format. */
export function findTable(lines: readonly string[], format: TableFormat): NamedCells | undefined {
  return NamedCells.find(lines, (names) => lacking(names, format).length === 0)
}

/**
 * The tables of a file, one behind the other as files are put together: the rows of each are read under its own header.
 * @template L what is derived from a header
 */
export class FollowedTables<L> {
  readonly #format: TableFormat
  readonly #known: ReadonlySet<string>
  readonly #layoutOf: (table: NamedCells) => L
  #table: NamedCells
  #layout: L
  /** Why rows cannot be read behind a header that lacks what they need. */
  #fault: string | null = null

  constructor(first: NamedCells, format: TableFormat, layoutOf: (table: NamedCells) => L) {
    this.#format = format
    this.#known = new Set(Object.values(format.spellings).flat())
    this.#layoutOf = layoutOf
    this.#table = first
    this.#layout = layoutOf(first)
  }

  get layout(): L {
    return this.#layout
  }

  /** Whether a line is a header; the lines behind it are read by it. */
  follow(line: string): boolean {
    if (line === this.#table.header_line) {
      this.#fault = null
      return true
    }
    if (!LIKE_NAMES.test(line)) return false
    const names = new Set(splitCells(line, detectSeparators([line])).cells.map(normaliseName))
    if ([...names].filter((name) => this.#known.has(name)).length < FEWEST_NAMES) return false
    const lacks = lacking(names, this.#format)
    this.#fault = lacks.length === 0 ? null : `stands behind a header that lacks ${lacks.join(', ')}`
    if (lacks.length > 0) return true
    const table = NamedCells.of(line)
    if (this.#table.hasNamesOf(table)) return true
    this.#table = table
    this.#layout = this.#layoutOf(table)
    return true
  }

  /** A cell of a row by its name; null for an empty one. */
  row(line: string): ((name: string | null) => string | null) | Fault {
    return this.#fault === null ? this.#table.row(line) : wholeFault(line, this.#fault)
  }
}

function lacking(names: ReadonlySet<string>, { spellings, told }: TableFormat): string[] {
  return told
    .filter((text) => !spellings[text].some((spelling) => names.has(spelling)))
    .map((text) => text.replaceAll('_', ' '))
}
