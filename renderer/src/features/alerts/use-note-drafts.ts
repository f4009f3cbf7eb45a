import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

import { keepDrafts, keptDrafts } from './kept-drafts.ts'

export interface NoteDrafts {
  draftOf: (id: number) => string
  /** An empty text drops the draft. */
  write: (id: number, text: string) => void
}

/** Notes that are written and not saved. */
class Drafts {
  #notes: ReadonlyMap<number, string> = keptDrafts()
  readonly #listeners = new Set<() => void>()

  constructor() {
    // Whoever leaves the window may not come back to it.
    for (const name of ['blur', 'beforeunload', 'pagehide'])
      window.addEventListener(name, () => keepDrafts(this.#notes))
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly notes = () => this.#notes

  readonly write = (id: number, text: string) => {
    const notes = new Map(this.#notes)
    if (text === '') notes.delete(id)
    else notes.set(id, text)
    this.#notes = notes
    // One that became a note must not come back as a draft.
    if (text === '') keepDrafts(notes)
    for (const listener of this.#listeners) listener()
  }
}

const draftsOf = new WeakMap<QueryClient, Drafts>()

/** A person may look at other alerts and other places, and close AnomalyX, before a note is saved. */
function draftsOfWindow(client: QueryClient): Drafts {
  const drafts = draftsOf.get(client) ?? new Drafts()
  draftsOf.set(client, drafts)
  return drafts
}

/** Notes that are written and not saved, the newest state of each at every call of `draftOf`. */
export function useNoteDrafts(): NoteDrafts {
  const drafts = draftsOfWindow(useQueryClient())
  useSyncExternalStore(drafts.subscribe, drafts.notes)
  return { draftOf: (id) => drafts.notes().get(id) ?? '', write: drafts.write }
}
