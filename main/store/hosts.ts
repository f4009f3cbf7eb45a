import type { Actor } from '../../contract/common.ts'
import type { AlertRow } from './alerts.ts'
import type { SeriesRows, TimeRange } from './charts.ts'

/** A host, or two hosts. Addresses are spelt as in flows. */
export interface HostName {
  readonly address: string
  readonly peer: string | null
}

/** Flows on one side, and payload bytes of the host in them. */
interface DirectionRow {
  readonly flows: number
  readonly bytes_sent: number
  readonly bytes_received: number
}

export interface HostPeerRow {
  readonly address: string
  readonly flows: number
  readonly as_source: number
  readonly as_target: number
  readonly threats: number
}

export interface HostPortRow {
  readonly port: number
  readonly flows: number
  readonly as_source: number
  readonly as_target: number
}

/** The first of a list by flows. When it is not exact, numbers are the least that is certain. */
export interface MostRows<Row> {
  readonly items: readonly Row[]
  readonly total: number
  readonly is_exact: boolean
}

/** What was counted of a host: flows are those as source and as target, less those that are both. */
export interface HostCounts {
  readonly flows: number
  readonly as_source: DirectionRow
  readonly as_target: DirectionRow
  readonly both_ends: number
  readonly flows_without_bytes: number
  /** Of flows whose capture tells a time. */
  readonly first_seen_us: number | null
  readonly last_seen_us: number | null
  readonly flows_without_time: number
  readonly by_threat_type: readonly { readonly threat_type: string; readonly flows: number }[]
  readonly peers: MostRows<HostPeerRow>
  readonly ports: MostRows<HostPortRow>
  /** Flows with a time. */
  readonly series: SeriesRows
}

export interface HostEventRow {
  readonly id: number
  readonly at_us: number
  readonly actor: Actor
  readonly person: string | null
  readonly note: string | null
  readonly tags_added: readonly string[]
  readonly tags_removed: readonly string[]
}

/** What people wrote about a host. */
export interface HostNotesRow {
  readonly host: HostName
  readonly tags: readonly string[]
  /** Oldest first. */
  readonly events: readonly HostEventRow[]
}

/** Everything about a host, of one moment. */
export interface HostRows extends HostCounts {
  /** Share of the flows that was counted. */
  readonly progress: number
  readonly alerts: { readonly items: readonly AlertRow[]; readonly total: number; readonly open: number }
  readonly notes: HostNotesRow
}

interface ActiveHostRow {
  readonly address: string
  readonly flows: number
  readonly threats: number
}

export interface ActiveCounts {
  readonly flows: number
  readonly sources: MostRows<ActiveHostRow>
  readonly targets: MostRows<ActiveHostRow>
  readonly ports: MostRows<{ readonly port: number; readonly flows: number; readonly threats: number }>
}

export interface ActiveRows extends ActiveCounts {
  readonly progress: number
}

/** Which flows are counted; with a range, only those with a time in it. */
export interface CountScope {
  readonly capture_id: number | null
  readonly range: TimeRange | null
}

/** How many of each list are wanted, and how long a call may count. */
export interface CountLimits {
  readonly most: number
  readonly alerts: number
  readonly budget_ms: number
}

/** The last host of the page before. */
export interface NotedCursor {
  readonly updated_at_us: number
  readonly id: number
}

export interface HostChange {
  readonly note: string | null
  readonly add_tags: readonly string[]
  readonly remove_tags: readonly string[]
  readonly actor: Actor
  readonly person: string | null
  readonly now_us: number
}

/**
 * Hosts in the flows of finished captures, and what people wrote about them. Counting stops when its time is up; the same
 * question asked again goes on from there, and all numbers of an answer are of the same flows.
 */
export interface HostStore {
  /** Undefined when a capture was named that is not there. */
  get(host: HostName, scope: CountScope, limits: CountLimits): HostRows | undefined
  /** Undefined when a capture was named that is not there. */
  active(scope: CountScope, limits: Omit<CountLimits, 'alerts'>): ActiveRows | undefined
  /**
   * Writes what a person wrote; tags that are there already, or not there, are left out. On the disk when this settles. A
   * pair is the same whichever host comes first.
   */
  change(host: HostName, change: HostChange): HostNotesRow
  /** Those that something was written about, the last first. */
  noted(cursor: NotedCursor | null, limit: number): { rows: (HostNotesRow & NotedCursor)[]; total: number }
}
