import type { Page } from '../../contract/common.ts'
import type { Conversation } from '../../contract/conversations.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Engine } from '../engine/client.ts'
import type { PickedConversation } from '../sources/conversations/pick-conversations.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { Store } from '../store/store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { Mutex } from './mutex.ts'
import type { OriginalFiles } from './original-files.ts'
import { isoFromUs } from './time.ts'

export interface ConversationQuery {
  readonly id: number
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Alerts whose conversations are kept: the next page of a list needs no further reading. */
const KEPT_ALERTS = 8

/** From alerts back to their conversations, which are read from the file that their capture was imported from. */
export class ConversationService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #originals: OriginalFiles
  /** A file is read once at a time, so that many requests do not read as many files side by side. */
  readonly #reading = new Mutex()
  readonly #kept = new Map<number, readonly Conversation[]>()
  /** The alert that the window shows. */
  #shown: { readonly alert_id: number; readonly cancellation: AbortController } | undefined

  constructor(store: Store, engine: Engine, originals: OriginalFiles) {
    this.#store = store
    this.#engine = engine
    this.#originals = originals
  }

  /**
   * Conversations of an alert, in the order of the file; none for an alert of a capture that has flows.
   * @throws AnomalyError `not_found`, `conflict` when the file is not there, `unreadable_file`, `cancelled`
   */
  async list({ id, limit, cursor }: ConversationQuery, signal?: AbortSignal): Promise<Page<Conversation>> {
    const after = cursor === undefined ? 0 : (decodeCursor(cursor, 1)[0] ?? 0)
    const capture = await this.#captureOf(id)
    if (capture === undefined || capture.conversations === 0) return { items: [], next_cursor: null, total: 0 }
    const lines = await this.#store.findings.conversationLines(id)
    if (lines.length === 0) throw notNoted(capture)
    const all = await this.#reading.run(() => this.#read(id, capture, lines, signal))
    const rest = all.filter(({ line_number }) => line_number > after)
    const items = rest.slice(0, limit)
    const last = rest.length > limit ? items.at(-1) : undefined
    return {
      items,
      next_cursor: last === undefined ? null : encodeCursor(last.line_number),
      total: all.length,
    }
  }

  /** As {@link list}, for the window: it shows one alert at a time, and waits no longer for that of another one. */
  listShown(query: ConversationQuery): Promise<Page<Conversation>> {
    if (this.#shown?.alert_id !== query.id) {
      this.#shown?.cancellation.abort()
      this.#shown = { alert_id: query.id, cancellation: new AbortController() }
    }
    return this.list(query, this.#shown.cancellation.signal)
  }

  /** Undefined for an alert that nothing was noticed of. */
  async #captureOf(alert_id: number): Promise<CaptureRow | undefined> {
    const found = await this.#store.alerts.get(alert_id)
    if (found === undefined) throw new AnomalyError('not_found', `There is no alert ${String(alert_id)}.`)
    return this.#store.captures.get(found.alert.capture_id)
  }

  async #read(
    alert_id: number,
    capture: CaptureRow,
    lines: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Conversation[]> {
    if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
    const path = await this.#pathOf(capture)
    const kept = this.#kept.get(alert_id)
    if (kept !== undefined) return kept
    const { utc_offset_minutes } = capture
    const params = { path, utc_offset_minutes, line_numbers: Uint32Array.from(lines) }
    const picked = await this.#engine.pickConversations(params, signal)
    // A file that was written to meanwhile is another one.
    await this.#pathOf(capture)
    if (picked.length < lines.length) throw readOtherwise(capture)
    const conversations = picked.map(toConversation)
    this.#keep(alert_id, conversations)
    return conversations
  }

  async #pathOf({ id }: CaptureRow): Promise<string> {
    const { path, reason } = await this.#originals.find(id, 'conversations')
    if (path === null) throw new AnomalyError('conflict', reason ?? 'The file of the capture is gone.')
    return path
  }

  #keep(alert_id: number, conversations: readonly Conversation[]): void {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= KEPT_ALERTS && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(alert_id, conversations)
  }
}

function notNoted({ name }: CaptureRow): AnomalyError {
  return new AnomalyError(
    'conflict',
    `${name} was imported by an earlier version of AnomalyX, which did not note the lines of its conversations. Import it again to list them, or look for them in the file, by time and address.`,
  )
}

function readOtherwise({ name }: CaptureRow): AnomalyError {
  return new AnomalyError(
    'conflict',
    `${name} was imported by another version of AnomalyX, which read some of its lines in another way. Import it again to list its conversations.`,
  )
}

function toConversation(picked: PickedConversation): Conversation {
  const { line_number, time_us, source, source_port, destination, destination_port, is_answered, ...told } = picked
  return {
    ...{ line_number, timestamp: time_us === null ? null : isoFromUs(time_us), source_ip: source, source_port },
    ...{ destination_ip: destination, destination_port, ...told, answered: is_answered },
  }
}
