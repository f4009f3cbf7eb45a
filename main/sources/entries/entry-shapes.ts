import { type Columns, findColumns, labelColumns, oddColumns } from '../csv/columns.ts'
import { FEATURE_COUNT } from '../../flow/features.ts'
import { meaningOfName } from './entry-names.ts'

/** The official header has this name twice, and whoever makes objects of its rows numbers the second. */
const USUALLY_REPEATED = 'fwdheaderlength'

/** The names of an entry in their order, and what is read from which. */
export interface EntryShape {
  readonly names: readonly string[]
  readonly columns: Columns
  /** Feature that each name stands for; -1 for none, and for the second name of one. */
  readonly feature_of: Int16Array
  readonly has_all_features: boolean
  /** Names that may hold the label, by their place. */
  readonly label_columns: readonly number[]
  /** The names as spellings are compared. */
  readonly folded: ReadonlySet<string>
  /** Names that stand for what another name before them stands for. */
  readonly repeated: readonly string[]
}

/** So many shapes are remembered: entries of one sender have one, or a few. */
const MOST_SHAPES = 1000

/** Shapes of earlier requests: scripts send the same names again and again. Long names are not kept. */
const MOST_KEPT = 100
const LONGEST_KEPT_CHARS = 10_000
const kept = new Map<string, EntryShape>()

/** Finds what the names of entries stand for; entries that follow one with the same names cost a comparison. */
export class EntryShapes {
  readonly #known = new Map<string, EntryShape>()
  #last: EntryShape | undefined

  shapeOf(names: readonly string[]): EntryShape {
    if (this.#last === undefined || !areSame(this.#last.names, names)) this.#last = this.#find(names)
    return this.#last
  }

  #find(names: readonly string[]): EntryShape {
    const key = JSON.stringify(names)
    const shape = this.#known.get(key) ?? keptShape(key, names)
    if (this.#known.size >= MOST_SHAPES) this.#known.clear()
    this.#known.set(key, shape)
    return shape
  }
}

function keptShape(key: string, names: readonly string[]): EntryShape {
  const shape = kept.get(key) ?? shapeFrom(names)
  if (key.length > LONGEST_KEPT_CHARS) return shape
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, shape)
  return shape
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

function shapeFrom(names: readonly string[]): EntryShape {
  const columns = findColumns(names, meaningOfName)
  const feature_of = new Int16Array(names.length).fill(-1)
  columns.features.forEach((column, feature) => {
    if (column >= 0) feature_of[column] = feature
  })
  return {
    names,
    columns,
    feature_of,
    has_all_features: columns.features.every((column) => column >= 0) && columns.features.length === FEATURE_COUNT,
    label_columns: columns.label < 0 ? [] : labelColumns(names),
    folded: new Set(names.map((name) => meaningOfName(name).folded)),
    repeated: oddColumns(columns).duplicates.filter((name) => meaningOfName(name).folded !== USUALLY_REPEATED),
  }
}
