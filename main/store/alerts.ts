import type { Actor } from '../../contract/common.ts'
import type { QueryTree } from '../../contract/query/tree.ts'
import type { Finding } from '../triage/finding.ts'

export type StoredAlertStatus = 'open' | 'acknowledged' | 'closed'

export interface AlertRow {
  id: number
  capture_id: number
  capture_name: string
  version: number
  status: StoredAlertStatus
  detector: string
  severity: number
  threat_type: string
  source_ip: string | null
  destination_ip: string | null
  destination_port: number | null
  flow_count: number
  confidence_sum: number | null
  max_confidence: number | null
  first_seen_us: number
  last_seen_us: number
  timestamp_known: number
  updated_at_us: number
  /** 1 when the scoring shown raises it, or a detector across flows. */
  raised: number
  /** Scoring that the numbers are of. */
  scoring_id: number | null
  shown_scoring_id: number
  shown_model_id: string
  /** What a detector across flows noticed, in a sentence; null when none did. */
  noticed: string | null
}

export interface AlertEventRow {
  id: number
  version: number
  at_us: number
  actor: 'import' | Actor
  person: string | null
  from_status: StoredAlertStatus | null
  to_status: StoredAlertStatus
  note: string | null
}

/** What a person decided about an alert; null leaves it as it is. */
export interface AlertChange {
  readonly status: StoredAlertStatus | null
  readonly note: string | null
  /** Version that it was decided on; null when it counts whatever happened. */
  readonly version: number | null
  readonly actor: Actor
  readonly person: string | null
  readonly now_us: number
}

/** How a change went; a stale one changed nothing. */
export type AlertChangeOutcome =
  | { readonly outcome: 'done' | 'missing' }
  | { readonly outcome: 'stale'; readonly version: number; readonly events_since: AlertEventRow[] }

export interface AlertFilter {
  readonly query?: QueryTree
  /** False for those that a person decided on and that the scoring shown does not raise; true when left out. */
  readonly raised?: boolean
  readonly status?: StoredAlertStatus
  readonly severity?: number
  readonly threat_type?: string
  readonly capture_id?: number
}

/** The last alert of the page before; rank is severity, then flows, then age. */
export interface AlertCursor {
  readonly severity: number
  readonly flow_count: number
  readonly id: number
}

/** Alerts of finished captures, what the scorings shown say of them, and their history. */
export interface AlertStore {
  /** Most severe first, then most flows, then newest; and how many match on all pages. */
  list(filter: AlertFilter, cursor: AlertCursor | null, limit: number): { rows: AlertRow[]; total: number }
  /** An alert, and its history from the first event on. */
  get(id: number): { alert: AlertRow; events: AlertEventRow[] } | undefined
  /** Changes the status and writes the history line that says so; on the disk when this settles. */
  update(id: number, change: AlertChange): AlertChangeOutcome
  /** Raises what a detector across flows found in a capture. What is told of a key takes the place of what was told before. */
  recordFindings(capture_id: number, detector: string, findings: readonly Finding[], now_us: number): void
}
