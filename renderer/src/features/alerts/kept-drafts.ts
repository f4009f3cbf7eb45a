import { z } from 'zod'

const KEY = 'anomalyx.note-drafts'

const Drafts = z.array(z.tuple([z.int(), z.string()]))

/** Notes, by the id of their alert, that were written and not saved when the window was last left. */
export function keptDrafts(): ReadonlyMap<number, string> {
  try {
    return new Map(Drafts.parse(JSON.parse(localStorage.getItem(KEY) ?? '[]')))
  } catch {
    return new Map()
  }
}

export function keepDrafts(notes: ReadonlyMap<number, string>): void {
  if (notes.size === 0) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, JSON.stringify([...notes]))
}
