import type { Alert, AlertDetail, AlertEvent, AlertStatus, Severity } from '../../contract/alerts.ts'
import type { Judgement } from '../../contract/findings.ts'
import type { Flow } from '../../contract/flows.ts'
import type { Page } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { AlertEventRow, AlertRow } from '../store/alerts.ts'
import { readQuery } from './query-input.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { EventBus } from './event-bus.ts'
import { techniquesOfThreat, toFinding, toJudgements } from './findings.ts'
import { toFlow } from './flow-service.ts'
import type { Who } from './people.ts'
import { roundShare } from '../flow/round-share.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import { isoFromClock, isoFromUs, nowUs } from './time.ts'

export interface AlertQuery {
  readonly q?: string | undefined
  readonly raised: boolean
  readonly status?: AlertStatus | undefined
  readonly severity?: Severity | undefined
  readonly threat_type?: string | undefined
  readonly capture_id?: number | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface NoticedFlowsQuery {
  readonly id: number
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface AlertChange {
  readonly status?: AlertStatus | undefined
  readonly note?: string | undefined
  /** Version that the change was decided on; left out, it is made whatever happened since. */
  readonly version?: number | undefined
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

  /** @throws AnomalyError `invalid_input` for a threat type that is none, and for a wrong query */
  async list(asked: AlertQuery): Promise<Page<Alert>> {
    const { q = '', raised, status, severity, threat_type, capture_id, limit, cursor } = asked
    const filter = {
      ...(q.trim() === '' ? {} : { query: await readQuery(q, 'alerts', this.#threat_types) }),
      raised,
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
    const [found, findings] = await Promise.all([this.#store.alerts.get(id), this.#store.findings.list(id)])
    if (found === undefined) throw noAlert(id)
    return { ...toAlert(found.alert), events: found.events.map(toEvent), findings: findings.map(toFinding) }
  }

  /**
   * Flows of what was noticed across flows.
   * @throws AnomalyError `not_found`
   */
  async noticedFlows({ id, limit, cursor }: NoticedFlowsQuery): Promise<Page<Flow>> {
    const after = cursor === undefined ? 0 : (decodeCursor(cursor, 1)[0] ?? 0)
    const [found, flows] = await Promise.all([
      this.#store.alerts.get(id),
      this.#store.findings.flowNumbers(id, after, limit + 1),
    ])
    if (found === undefined) throw noAlert(id)
    const { items, last } = cutPage(flows.numbers, limit)
    const rows = await Promise.all(items.map((number) => this.#store.flows.get(flows.capture_id, number)))
    return {
      items: rows.flatMap((row) => (row === undefined ? [] : [toFlow(row)])),
      next_cursor: last === undefined ? null : encodeCursor(last),
      total: flows.total,
    }
  }

  /**
   * Which kinds of behaviour could be judged in a capture.
   * @throws AnomalyError `not_found`
   */
  async judgements(capture_id: number): Promise<{ judgements: Judgement[] }> {
    const [capture, judgements] = await Promise.all([
      this.#store.captures.get(capture_id),
      this.#store.findings.judgements(capture_id),
    ])
    if (capture === undefined) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    return { judgements: toJudgements(judgements) }
  }

  /**
   * @throws AnomalyError `not_found`; `invalid_input` when nothing is to be changed; `conflict`, with what happened since,
   *   when the alert has another version than the change was decided on
   */
  async update(id: number, change: AlertChange, who: Who): Promise<AlertDetail> {
    if (change.status === undefined && change.note === undefined) {
      throw new AnomalyError('invalid_input', 'Give a status (open, acknowledged, closed), a note, or both.')
    }
    const done = await this.#store.alerts.update(id, {
      status: change.status ?? null,
      note: change.note ?? null,
      version: change.version ?? null,
      ...who,
      now_us: nowUs(),
    })
    if (done.outcome === 'stale') throw staleChange(id, change, done.version, done.events_since.map(toEvent))
    if (done.outcome === 'missing') throw noAlert(id)
    this.#events.changed('alerts')
    return this.get(id)
  }
}

function noAlert(id: number): AnomalyError {
  return new AnomalyError('not_found', `There is no alert ${String(id)}.`)
}

function staleChange(id: number, change: AlertChange, version: number, events_since: AlertEvent[]): AnomalyError {
  const decided_on = `version ${String(change.version)} of alert ${String(id)}`
  const since =
    events_since.length === 0
      ? `and it has version ${String(version)}`
      : `which has changed since: ${events_since.map(describeEvent).join('; ')}`
  return new AnomalyError(
    'conflict',
    `Nothing was changed: this was decided on ${decided_on}, ${since}. Look at the alert as it is, and decide again.`,
    { events_since },
  )
}

const ORIGINS: Readonly<Record<AlertEvent['actor'], string>> = {
  import: 'the import',
  window: 'somebody in the window',
  http: 'a script',
  command: 'a command',
}

function describeEvent({ at, actor, person, from_status, to_status, note }: AlertEvent): string {
  const what =
    from_status === to_status
      ? 'added a note'
      : { open: 'reopened', acknowledged: 'acknowledged', closed: 'closed' }[to_status] + ' it'
  return `${person ?? ORIGINS[actor]} ${what}${note === null || from_status === to_status ? '' : ' with a note'} at ${at}`
}

function toEvent({ at_us, ...event }: AlertEventRow): AlertEvent {
  return { ...event, at: isoFromClock(at_us) }
}

function placeOf(cursor: string | undefined) {
  if (cursor === undefined) return null
  const [severity = 0, flow_count = 0, id = 0] = decodeCursor(cursor, 3)
  return { severity, flow_count, id }
}

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    severity: SEVERITIES[row.severity] ?? 'medium',
    threat_type: row.threat_type,
    detector: row.detector,
    source_ip: row.source_ip,
    destination_ip: row.destination_ip,
    destination_port: row.destination_port,
    flow_count: row.flow_count,
    max_confidence: row.max_confidence === null ? null : roundShare(row.max_confidence),
    mean_confidence:
      row.confidence_sum === null || row.flow_count === 0 ? null : roundShare(row.confidence_sum / row.flow_count),
    first_seen: isoFromUs(row.first_seen_us),
    last_seen: isoFromUs(row.last_seen_us),
    timestamp_source: row.timestamp_known === 1 ? 'flow' : 'import',
    capture_id: row.capture_id,
    capture_name: row.capture_name,
    raised: row.raised === 1,
    scoring_id: row.scoring_id,
    shown_scoring_id: row.shown_scoring_id,
    shown_model_id: row.shown_model_id,
    updated_at: isoFromClock(row.updated_at_us),
    techniques: techniquesOfThreat(row.threat_type),
    noticed: row.noticed,
  }
}
