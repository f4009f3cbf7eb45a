import { useSyncExternalStore } from 'react'
import { z } from 'zod'

import type { Subject } from '../../../contract/query/tree.ts'

const MOST_RECENT = 8
const KINDS = ['recent', 'saved'] as const

const KeptSchema = z.object({ recent: z.array(z.string()), saved: z.array(z.string()) })

/** Queries of one list: those asked last, and those that a person keeps. */
export type KeptQueries = Readonly<z.infer<typeof KeptSchema>>

const NOTHING: KeptQueries = { recent: [], saved: [] }
const listeners = new Set<() => void>()
const cached = new Map<string, KeptQueries>()

const keyOf = (subject: Subject) => `anomalyx.queries.${subject}`

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(subject: Subject): KeptQueries {
  const known = cached.get(subject)
  if (known !== undefined) return known
  let kept = NOTHING
  try {
    kept = KeptSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(subject)) ?? 'null')).data ?? NOTHING
  } catch {
    // Not JSON: as if there were none.
  }
  cached.set(subject, kept)
  return kept
}

function write(subject: Subject, kept: KeptQueries): void {
  cached.set(subject, kept)
  localStorage.setItem(keyOf(subject), JSON.stringify(kept))
  for (const listener of listeners) listener()
}

/** Puts a query before the others that were asked. */
export function rememberQuery(subject: Subject, query: string): void {
  const kept = read(subject)
  write(subject, { ...kept, recent: [query, ...kept.recent.filter((each) => each !== query)].slice(0, MOST_RECENT) })
}

/** Keeps a query, or no longer. */
export function toggleSaved(subject: Subject, query: string): void {
  const kept = read(subject)
  const others = kept.saved.filter((each) => each !== query)
  write(subject, { ...kept, saved: others.length < kept.saved.length ? others : [...others, query] })
}

/** The queries that this window keeps. */
export function useKeptQueries(subject: Subject): KeptQueries {
  return useSyncExternalStore(subscribe, () => read(subject))
}

/** Forgets what was read, for a window whose storage another one changed. */
export function forgetKeptQueries(): void {
  cached.clear()
}

/** Kept queries as suggestions for an empty field. */
export function keptSuggestions(kept: KeptQueries) {
  return KINDS.toReversed().flatMap((kind) =>
    kept[kind]
      .filter((query) => kind === 'saved' || !kept.saved.includes(query))
      .map((text) => ({ kind, text, meaning: kind === 'saved' ? 'saved' : 'recent', start: 0, end: 0 })),
  )
}
