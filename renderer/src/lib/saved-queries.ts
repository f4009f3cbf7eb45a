import type { Settings } from '../../../contract/settings.ts'
import { MOST_SAVED_QUERIES } from '../../../contract/settings.ts'
import { MOST_QUERY_CHARACTERS, type Subject } from '../../../contract/query/tree.ts'

type SavedQueries = Settings['saved_queries']

/** The queries with one more, or without one that is there already. */
export function withToggled(saved: SavedQueries, subject: Subject, query: string): SavedQueries {
  const others = saved[subject].filter((each) => each !== query)
  return { ...saved, [subject]: others.length < saved[subject].length ? others : [...others, query] }
}

/** The queries with others behind them that are not among them, as far as there is room. */
export function withQueries(saved: SavedQueries, others: Readonly<Record<Subject, readonly string[]>>): SavedQueries {
  const joined = (subject: Subject) => {
    const sound = others[subject].filter((query) => query !== '' && query.length <= MOST_QUERY_CHARACTERS)
    return [...new Set([...saved[subject], ...sound])].slice(0, MOST_SAVED_QUERIES)
  }
  return { flows: joined('flows'), alerts: joined('alerts') }
}
