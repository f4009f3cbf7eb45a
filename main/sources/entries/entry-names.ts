import { meaningOf, type NameMeaning } from '../csv/columns.ts'

/**
 * Names that are remembered: those of a dozen flow meters. Entries repeat a hundred names, and folding one costs more than
 * all else that is done with its value.
 */
const MOST_NAMES = 2000
const LONGEST_NAME_CHARS = 100
const known = new Map<string, NameMeaning>()

/** What a name of an entry stands for, by the spellings of the columns of a file. */
export function meaningOfName(name: string): NameMeaning {
  return known.get(name) ?? learn(name)
}

function learn(name: string): NameMeaning {
  const meaning = meaningOf(name)
  if (name.length > LONGEST_NAME_CHARS) return meaning
  if (known.size >= MOST_NAMES) known.clear()
  known.set(name, meaning)
  return meaning
}
