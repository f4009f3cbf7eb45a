import type { Alert, AlertDetail, AlertEvent, AlertStatus, Severity } from '../../contract/alerts.ts'
import type { Actor, Page } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { AlertRow } from '../store/alerts.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { EventBus } from './event-bus.ts'
import { roundShare } from './round.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import { isoFromClock, isoFromUs, nowUs } from './time.ts'

export interface AlertQuery {
  readonly status?: AlertStatus | undefined
  readonly severity?: Severity | undefined
  readonly threat_type?: string | undefined
  readonly capture_id?: number | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The queue of alerts, and what a person decides on them. */
export class AlertService {
  readonly #store: Store
  readonly #threat_types: ThreatTypeFilter
  readonly #events: EventBus

  constructor(store: Store, events: EventBus, threat_types: ThreatTypeFilter) {
    this.#threat_types = threat_types
    this.#store = store
    this.#events = events
  }

  /** @throws AnomalyError `invalid_input` for a threat type that is none */
  async list({ status, severity, threat_type, capture_id, limit, cursor }: AlertQuery): Promise<Page<Alert>> {
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(severity === undefined ? {} : { severity: SEVERITIES.indexOf(severity) }),
      ...(threat_type === undefined ? {} : { threat_type: await this.#threat_types.spelled(threat_type) }),
      ...(capture_id === undefined ? {} : { capture_id }),
    }
    const { rows, total } = await this.#store.alerts.list(filter, placeOf(cursor), limit + 1)
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map(toAlert),
      next_cursor: last === undefined ? null : encodeCursor(last.severity, last.flow_count, last.id),
      total,
    }
  }

  /** @throws AnomalyError `not_found` */
  async get(id: number): Promise<AlertDetail> {
    const found = await this.#store.alerts.get(id)
    if (found === undefined) throw new AnomalyError('not_found', `There is no alert ${String(id)}.`)
    const events = found.events.map(({ at_us, ...event }): AlertEvent => ({ ...event, at: isoFromClock(at_us) }))
    return { ...toAlert(found.alert), events }
  }

  /** @throws AnomalyError `not_found`, or `invalid_input` when nothing is to be changed */
  async update(
    id: number,
    change: { status?: AlertStatus | undefined; note?: string | undefined },
    actor: Actor,
  ): Promise<AlertDetail> {
    if (change.status === undefined && change.note === undefined) {
      throw new AnomalyError('invalid_input', 'Give a status (open, acknowledged, closed), a note, or both.')
    }
    await this.get(id)
    await this.#store.alerts.update(id, {
      status: change.status ?? null,
      note: change.note ?? null,
      actor,
      now_us: nowUs(),
    })
    this.#events.changed('alerts')
    return this.get(id)
  }
}

function placeOf(cursor: string | undefined) {
  if (cursor === undefined) return null
  const [severity = 0, flow_count = 0, id = 0] = decodeCursor(cursor, 3)
  return { severity, flow_count, id }
}

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    status: row.status,
    severity: SEVERITIES[row.severity] ?? 'medium',
    threat_type: row.threat_type,
    source_ip: row.source_ip,
    destination_ip: row.destination_ip,
    destination_port: row.destination_port,
    flow_count: row.flow_count,
    max_confidence: roundShare(row.max_confidence),
    mean_confidence: roundShare(row.confidence_sum / row.flow_count),
    first_seen: isoFromUs(row.first_seen_us),
    last_seen: isoFromUs(row.last_seen_us),
    timestamp_source: row.timestamp_known === 1 ? 'flow' : 'import',
    capture_id: row.capture_id,
    capture_name: row.capture_name,
    updated_at: isoFromClock(row.updated_at_us),
  }
}
