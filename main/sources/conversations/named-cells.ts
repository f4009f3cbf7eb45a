import { featureIndex } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'
import { detectSeparators, type Separators } from '../csv/separators.ts'
import { splitCells } from '../csv/split-cells.ts'
import { type Fault, type RecordNames, wholeFault } from './record.ts'

const SEARCHED_LINES = 10
/** A table with more features of a flow is one for models, whatever its other columns are called. */
const MOST_FEATURES = 10

/** Folded names that the columns of a record go by. */
export type RecordSpellings = Readonly<Record<keyof RecordNames, readonly string[]>>

/** Cells of a table by the names in its header. */
export class NamedCells {
  readonly header_line: string
  readonly names: readonly string[]
  readonly separators: Separators
  readonly #folded: readonly string[]
  readonly #places: ReadonlyMap<string, number>

  /**
   * The table that begins with one of the first lines; undefined when none of them is its header.
   * @param isHeader told the folded names of a line
   */
  static find(lines: readonly string[], isHeader: (names: ReadonlySet<string>) => boolean): NamedCells | undefined {
    for (const [at, line] of lines.slice(0, SEARCHED_LINES).entries()) {
      const separators = detectSeparators(lines.slice(at))
      const names = namesOf(line, separators)
      const features = names.filter((name) => featureIndex(name) !== undefined).length
      if (features <= MOST_FEATURES && isHeader(new Set(names.map(normaliseName))))
        return new NamedCells(line, names, separators)
    }
    return undefined
  }

  /** The table whose header a line is. */
  static of(header_line: string): NamedCells {
    const separators = detectSeparators([header_line])
    return new NamedCells(header_line, namesOf(header_line, separators), separators)
  }

  private constructor(header_line: string, names: readonly string[], separators: Separators) {
    this.header_line = header_line
    this.names = names
    this.separators = separators
    this.#folded = names.map(normaliseName)
    this.#places = new Map(names.map((name, at) => [name, at]))
  }

  /** Whether rows of another table are read as those of this one. */
  hasNamesOf(other: NamedCells): boolean {
    const { delimiter, quote } = this.separators
    const is_same_row = other.separators.delimiter === delimiter && other.separators.quote === quote
    return is_same_row && other.#folded.join('\n') === this.#folded.join('\n')
  }

  /** The name of the first of these columns that is there, as it is written; null when none is. */
  name(...spellings: readonly string[]): string | null {
    const at = spellings.map((spelling) => this.#folded.indexOf(spelling)).find((place) => place >= 0)
    return at === undefined ? null : this.names[at]!
  }

  /** What the table calls each text of a record. */
  recordNames(spellings: RecordSpellings): RecordNames {
    return {
      time: this.name(...spellings.time),
      duration_s: this.name(...spellings.duration_s),
      source: this.name(...spellings.source),
      source_port: this.name(...spellings.source_port),
      destination: this.name(...spellings.destination),
      destination_port: this.name(...spellings.destination_port),
      protocol: this.name(...spellings.protocol),
      forward_packets: this.name(...spellings.forward_packets),
      backward_packets: this.name(...spellings.backward_packets),
      forward_bytes: this.name(...spellings.forward_bytes),
      backward_bytes: this.name(...spellings.backward_bytes),
    }
  }

  /** A cell of a row by its name; null for an empty one. */
  row(line: string): ((name: string | null) => string | null) | Fault {
    const { cells, fault } = splitCells(line, this.separators)
    if (fault !== undefined) return wholeFault(line, fault)
    const { length } = this.names
    // Some writers end each row with a delimiter.
    const is_whole = cells.length === length || (cells.length === length + 1 && cells.at(-1)?.trim() === '')
    if (!is_whole) {
      return wholeFault(line, `has ${String(cells.length)} cells where the header has ${String(length)}`)
    }
    return (name) => {
      const text = name === null ? '' : (cells[this.#places.get(name) ?? -1]?.trim() ?? '')
      return text === '' ? null : text
    }
  }
}

/** Names of a header. Some writers end it with a delimiter, and their rows or not. */
function namesOf(line: string, separators: Separators): readonly string[] {
  const names = splitCells(line, separators).cells.map((name) => name.trim())
  while (names.at(-1) === '') names.pop()
  return names
}
