import type { Actor } from '../../contract/common.ts'

export type StoredAlertStatus = 'open' | 'acknowledged' | 'closed'

export interface AlertRow {
  id: number
  capture_id: number
  capture_name: string
  status: StoredAlertStatus
  severity: number
  threat_type: string
  source_ip: string | null
  destination_ip: string | null
  destination_port: number | null
  flow_count: number
  confidence_sum: number
  max_confidence: number
  first_seen_us: number
  last_seen_us: number
  timestamp_known: number
  updated_at_us: number
}

export interface AlertEventRow {
  id: number
  at_us: number
  actor: 'import' | Actor
  from_status: StoredAlertStatus | null
  to_status: StoredAlertStatus
  note: string | null
}

/** What a person decided about an alert; null leaves it as it is. */
export interface AlertChange {
  readonly status: StoredAlertStatus | null
  readonly note: string | null
  readonly actor: Actor
  readonly now_us: number
}

export interface AlertFilter {
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

/** Alerts of finished captures' shown scorings, and their history. */
export interface AlertStore {
  /** Most severe first, then most flows, then newest; and how many match on all pages. */
  list(filter: AlertFilter, cursor: AlertCursor | null, limit: number): { rows: AlertRow[]; total: number }
  /** An alert, and its history from the first event on. */
  get(id: number): { alert: AlertRow; events: AlertEventRow[] } | undefined
  /** Changes the status and writes the history line that says so; on the disk when this settles. */
  update(id: number, change: AlertChange): void
}
