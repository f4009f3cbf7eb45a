import { useSyncExternalStore } from 'react'
import { z } from 'zod'

import type { Subject } from '../../../contract/query/tree.ts'

const MOST_RECENT = 8
const KINDS = ['recent', 'saved'] as const

/** `saved` is from the time when the window kept those too: they are in the settings now. */
const KeptSchema = z.object({ recent: z.array(z.string()), saved: z.array(z.string()).default([]) })

type KeptQueries = Readonly<z.infer<typeof KeptSchema>>

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

/** The queries of a list that were asked last in this window, the last one first. */
export function useRecentQueries(subject: Subject): readonly string[] {
  return useSyncExternalStore(subscribe, () => read(subject)).recent
}

/** Queries that a person saved when the window still kept them. */
export function queriesSavedBefore(subject: Subject): readonly string[] {
  return read(subject).saved
}

/** Forgets those queries, once they are kept elsewhere. */
export function forgetQueriesSavedBefore(subject: Subject): void {
  const { recent, saved } = read(subject)
  if (saved.length > 0) write(subject, { recent, saved: [] })
}

/** Forgets what was read, for a window whose storage another one changed. */
export function forgetKeptQueries(): void {
  cached.clear()
}

/** Queries that were asked and that are saved, as suggestions for an empty field. */
export function keptSuggestions(kept: Readonly<Record<(typeof KINDS)[number], readonly string[]>>) {
  return KINDS.toReversed().flatMap((kind) =>
    kept[kind]
      .filter((query) => kind === 'saved' || !kept.saved.includes(query))
      .map((text) => ({ kind, text, meaning: kind === 'saved' ? 'saved' : 'recent', start: 0, end: 0 })),
  )
}
