import { rm } from 'node:fs/promises'

import type { Store } from '../../store/store.ts'
import type { StreamRow } from '../../store/streams.ts'
import type { EventBus } from '../event-bus.ts'
import type { Removal } from '../removal.ts'
import { nowUs } from '../time.ts'

const DAY_US = 24 * 3600e6
const PAGE_FILES = 200
/** Between two looks at what one stream keeps. */
const LOOK_EVERY_MS = 60_000

/** Deletes what streams need not keep: by age and by size, and never what an alert refers to. */
export class StreamRetention {
  readonly #store: Store
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #written: ReadonlySet<number>
  readonly #looked_ms = new Map<number, number>()

  constructor(parts: { store: Store; removal: Removal; events: EventBus; written: ReadonlySet<number> }) {
    this.#store = parts.store
    this.#removal = parts.removal
    this.#events = parts.events
    this.#written = parts.written
  }

  /** Deletes what is too old or too much of a stream, unless that was looked for just now. */
  async apply(stream: Pick<StreamRow, 'id' | 'keep_days' | 'keep_bytes'>): Promise<void> {
    const last_ms = this.#looked_ms.get(stream.id) ?? -Infinity
    if (performance.now() - last_ms < LOOK_EVERY_MS) return
    this.#looked_ms.set(stream.id, performance.now())
    await this.look(stream)
  }

  /** Deletes what is too old or too much of a stream. */
  async look({ id, keep_days, keep_bytes }: Pick<StreamRow, 'id' | 'keep_days' | 'keep_bytes'>): Promise<void> {
    const before_us = keep_days === null ? null : nowUs() - keep_days * DAY_US
    let is_change = false
    if (before_us !== null) {
      for (const capture_id of await this.#store.streams.expired(id, before_us)) {
        if (this.#written.has(capture_id)) continue
        await this.#removal.hide(capture_id)
        is_change = true
      }
    }
    await this.dropUnneeded()
    let after_id = 0
    for (;;) {
      const { files, total_bytes } = await this.#store.streams.ownFiles(id, after_id, PAGE_FILES)
      let excess_bytes = keep_bytes === null ? 0 : total_bytes - keep_bytes
      for (const { id: segment_id, path, size_bytes, closed_at_us, is_needed } of files) {
        const is_old = before_us !== null && closed_at_us < before_us
        if (is_needed || (excess_bytes <= 0 && !is_old)) continue
        await this.#drop({ id: segment_id, path })
        excess_bytes -= size_bytes
        is_change = true
      }
      const last = files.at(-1)
      // The oldest come first: behind one that may stay, all may.
      if (last === undefined || files.length < PAGE_FILES || (excess_bytes <= 0 && !isOlder(last, before_us))) break
      after_id = last.id
    }
    if (is_change) this.#events.changed('captures', 'streams', 'flows', 'alerts')
  }

  /** Deletes own files that nobody can need any more. */
  async dropUnneeded(): Promise<void> {
    for (;;) {
      const files = await this.#store.streams.unneeded(PAGE_FILES)
      for (const file of files) await this.#drop(file)
      if (files.length < PAGE_FILES) return
    }
  }

  async #drop({ id, path }: { readonly id: number; readonly path: string }): Promise<void> {
    await rm(path, { force: true })
    await this.#store.streams.forgetFile(id)
  }
}

const isOlder = ({ closed_at_us }: { readonly closed_at_us: number }, before_us: number | null): boolean =>
  before_us !== null && closed_at_us < before_us
