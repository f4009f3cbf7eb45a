import { AnomalyError } from '../../contract/errors.ts'
import type { Page } from '../../contract/common.ts'
import type { ActiveHosts, Host, HostNotes } from '../../contract/hosts.ts'
import { addressText } from '../flow/address.ts'
import type { HostName, HostNotesRow, HostRows } from '../store/hosts.ts'
import type { Store } from '../store/store.ts'
import { insistThatHostAddsUp } from './add-up.ts'
import { toAlert } from './alert-service.ts'
import { toSeries } from './chart-service.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { EventBus } from './event-bus.ts'
import type { Who } from './people.ts'
import { readRange } from './time-range.ts'
import { isoFromClock, isoFromUsOrNull, nowUs } from './time.ts'

/** Time that one call may count: others wait for the store meanwhile. */
const STEP_MS = 100

const MOST = 10
const MOST_ALERTS = 5

export interface HostQuery {
  readonly address: string
  readonly peer?: string | undefined
  readonly capture_id?: number | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly wait_ms: number
}

export interface HostChange {
  readonly address: string
  readonly peer?: string | undefined
  readonly note?: string | undefined
  readonly add_tags: readonly string[]
  readonly remove_tags: readonly string[]
}

/** What hosts did in the captures, and what people wrote about them. */
export class HostService {
  readonly #store: Store
  readonly #events: EventBus

  constructor(store: Store, events: EventBus) {
    this.#store = store
    this.#events = events
  }

  /**
   * Counts for `wait_ms`, and answers what is counted by then.
   * @throws AnomalyError `not_found` when the capture is not there, `invalid_input` for an address that stands for none
   */
  async get({ address, peer, capture_id, after, before, wait_ms }: HostQuery): Promise<Host> {
    const host = nameOf(address, peer)
    const scope = { capture_id: capture_id ?? null, range: readRange(after, before) }
    const limits = { most: MOST, alerts: MOST_ALERTS }
    const found = await counted(wait_ms, (budget_ms) => this.#store.hosts.get(host, scope, { ...limits, budget_ms }))
    if (found === undefined) throw noCapture(capture_id)
    insistThatHostAddsUp(found)
    return toHost(found)
  }

  /**
   * The busiest hosts and ports, as far as they are counted after `wait_ms`.
   * @throws AnomalyError `not_found` when the capture is not there
   */
  async active(asked: Omit<HostQuery, 'address' | 'peer'> & { readonly limit: number }): Promise<ActiveHosts> {
    const scope = { capture_id: asked.capture_id ?? null, range: readRange(asked.after, asked.before) }
    const found = await counted(asked.wait_ms, (budget_ms) =>
      this.#store.hosts.active(scope, { most: asked.limit, budget_ms }),
    )
    if (found === undefined) throw noCapture(asked.capture_id)
    const { progress, flows, sources, targets, ports } = found
    return {
      progress,
      flows,
      sources: { ...sources, items: [...sources.items] },
      targets: { ...targets, items: [...targets.items] },
      ports: { ...ports, items: [...ports.items] },
    }
  }

  /** @throws AnomalyError `invalid_input` when there is nothing to write, and for an address that stands for none */
  async update({ address, peer, note, add_tags, remove_tags }: HostChange, who: Who): Promise<HostNotes> {
    if (note === undefined && add_tags.length === 0 && remove_tags.length === 0) {
      throw new AnomalyError('invalid_input', 'Give a note, tags to add, tags to remove, or several of these.')
    }
    const change = { note: note ?? null, add_tags, remove_tags, ...who, now_us: nowUs() }
    const notes = await this.#store.hosts.change(nameOf(address, peer), change)
    this.#events.changed('hosts')
    return toNotes(notes)
  }

  /** Hosts and pairs that something was written about. */
  async list({ limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<HostNotes>> {
    const [updated_at_us = 0, id = 0] = cursor === undefined ? [] : decodeCursor(cursor, 2)
    const { rows, total } = await this.#store.hosts.noted(
      cursor === undefined ? null : { updated_at_us, id },
      limit + 1,
    )
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map(toNotes),
      next_cursor: last === undefined ? null : encodeCursor(last.updated_at_us, last.id),
      total,
    }
  }
}

/** Asks again until all is counted or the time is up. */
async function counted<Rows extends { readonly progress: number }>(
  wait_ms: number,
  ask: (budget_ms: number) => Promise<Rows | undefined>,
): Promise<Rows | undefined> {
  const until_ms = performance.now() + wait_ms
  for (;;) {
    const left_ms = until_ms - performance.now()
    const found = await ask(Math.max(0, Math.min(STEP_MS, left_ms)))
    if (found === undefined || found.progress === 1 || performance.now() >= until_ms) return found
  }
}

function nameOf(address: string, peer: string | undefined): HostName {
  return { address: spelled(address), peer: peer === undefined ? null : spelled(peer) }
}

function spelled(text: string): string {
  const address = addressText(text)
  if (address === null) throw new AnomalyError('invalid_input', `"${text}" stands for no address.`)
  return address
}

function noCapture(capture_id: number | undefined): AnomalyError {
  return new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
}

function toHost({ notes, alerts, series, ...rows }: HostRows): Host {
  const { first_seen_us, last_seen_us, peers, ports, by_threat_type, ...counts } = rows
  return {
    ...toNotes(notes),
    ...counts,
    first_seen: isoFromUsOrNull(first_seen_us),
    last_seen: isoFromUsOrNull(last_seen_us),
    by_threat_type: [...by_threat_type],
    peers: { ...peers, items: [...peers.items] },
    ports: { ...ports, items: [...ports.items] },
    alerts: { ...alerts, items: alerts.items.map(toAlert) },
    series: toSeries(series, counts.flows_without_time),
  }
}

function toNotes({ host, tags, events }: HostNotesRow): HostNotes {
  return {
    ...host,
    tags: [...tags],
    events: events.map(({ at_us, tags_added, tags_removed, ...event }) => ({
      ...event,
      at: isoFromClock(at_us),
      tags_added: [...tags_added],
      tags_removed: [...tags_removed],
    })),
  }
}
