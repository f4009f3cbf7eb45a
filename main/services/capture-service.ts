import type { Capture, RejectedRow } from '../../contract/captures.ts'
import type { Page } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { EventBus } from './event-bus.ts'
import type { Removal } from './removal.ts'
import { isoFromClock, isoFromUsOrNull } from './time.ts'

/** Captures in the store. */
export class CaptureService {
  readonly #store: Store
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #written: ReadonlySet<number>
  readonly #onDeleted: () => void

  constructor(parts: {
    store: Store
    removal: Removal
    events: EventBus
    /** Captures that streams write to. */
    written: ReadonlySet<number>
    /** Told that what nobody needs any more can go. */
    onDeleted: () => void
  }) {
    this.#store = parts.store
    this.#removal = parts.removal
    this.#events = parts.events
    this.#written = parts.written
    this.#onDeleted = parts.onDeleted
  }

  async list(limit: number, cursor: string | undefined): Promise<Page<Capture>> {
    const [before_id = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : decodeCursor(cursor, 1)
    const { rows, total } = await this.#store.captures.list(before_id, limit + 1)
    const { items, last } = cutPage(rows, limit)
    return { items: items.map(toCapture), next_cursor: last === undefined ? null : encodeCursor(last.id), total }
  }

  /** @throws AnomalyError `not_found` */
  async get(id: number): Promise<Capture> {
    return toCapture(await this.#find(id))
  }

  /** @throws AnomalyError `not_found` */
  async rejectedRows(id: number, limit: number, cursor: string | undefined): Promise<Page<RejectedRow>> {
    await this.#find(id)
    const [segment_id = 0, line_number = 0] = cursor === undefined ? [] : decodeCursor(cursor, 2)
    const after = { segment_id, line_number }
    const { rows, total } = await this.#store.captures.listRejectedRows(id, after, limit + 1)
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map(({ segment_id: of_segment, ...row }) => ({
        ...row,
        segment_id: of_segment === 0 ? null : of_segment,
      })),
      next_cursor: last === undefined ? null : encodeCursor(last.segment_id, last.line_number),
      total,
    }
  }

  /**
   * Deletes a capture with all that came from it. It is out of every list when this settles; its rows go after that.
   * @throws AnomalyError `not_found`, or `conflict` while it is being imported, or a stream writes to it
   */
  async delete(id: number): Promise<void> {
    const capture = await this.#find(id)
    if (capture.status === 'importing') {
      throw new AnomalyError('conflict', `${capture.name} is being imported. Cancel its job instead.`)
    }
    if (this.#written.has(id)) {
      throw new AnomalyError(
        'conflict',
        `${capture.name} gets the flows of a stream that is running. Pause or stop the stream first.`,
      )
    }
    await this.#removal.hide(id)
    this.#onDeleted()
    this.#events.changed('captures', 'flows', 'alerts')
  }

  async #find(id: number): Promise<CaptureRow> {
    const row = await this.#store.captures.get(id)
    if (row === undefined) throw new AnomalyError('not_found', `There is no capture ${String(id)}.`)
    return row
  }
}

function toCapture(row: CaptureRow): Capture {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    sha256: row.sha256,
    size_bytes: row.size_bytes,
    imported_at: isoFromClock(row.imported_at_us),
    dialect: row.dialect,
    instrument: row.instrument,
    utc_offset_minutes: row.utc_offset_minutes,
    notices: JSON.parse(row.notices) as string[],
    rows_read: row.classified + row.conversations + row.rejected,
    classified: row.classified,
    conversations: row.conversations,
    rejected: row.rejected,
    threats: row.threats,
    unknown: row.unknown,
    unlike_training: row.unlike_training,
    labelled: row.labelled,
    missing_cells: JSON.parse(row.missing_cells) as Capture['missing_cells'],
    unread_cells: JSON.parse(row.unread_cells) as Capture['unread_cells'],
    first_flow_at: isoFromUsOrNull(row.first_flow_us),
    last_flow_at: isoFromUsOrNull(row.last_flow_us),
    elapsed_ms: row.elapsed_ms,
    model_id: row.model_id,
    model_sha256: row.model_sha256,
    confidence_threshold: row.confidence_threshold,
    novelty_budget: row.novelty_budget,
    stream_id: row.stream_id,
  }
}
