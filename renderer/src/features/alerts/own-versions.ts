import type { QueryClient } from '@tanstack/react-query'

/**
 * Versions that alerts got by changes of this window. A person who decides again before a change has come back decides on
 * that change too, so its version is the one to send; a change of anybody else stays a conflict.
 */
export class OwnVersions {
  readonly #next = new Map<string, number>()

  saved(id: number, before: number, after: number): void {
    if (after !== before) this.#next.set(`${id} ${before}`, after)
  }

  /** The version that an alert has after the changes of this window that were made on a version. */
  after(id: number, version: number): number {
    const next = this.#next.get(`${id} ${version}`)
    return next === undefined ? version : this.after(id, next)
  }
}

const versionsOf = new WeakMap<QueryClient, OwnVersions>()

/** Kept while the window is open: changes go on when their page is left. */
export function ownVersionsOf(client: QueryClient): OwnVersions {
  const versions = versionsOf.get(client) ?? new OwnVersions()
  versionsOf.set(client, versions)
  return versions
}
