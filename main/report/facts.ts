import type { AlertDetail } from '../../contract/alerts.ts'
import type { Capture } from '../../contract/captures.ts'
import type { Overview } from '../../contract/charts.ts'
import type { Actor } from '../../contract/common.ts'
import type { Judgement } from '../../contract/findings.ts'
import type { Flow } from '../../contract/flows.ts'
import type { ActiveHosts } from '../../contract/hosts.ts'
import type { ReportView } from '../../contract/reports.ts'
import type { TimeZone } from './zoned-time.ts'

/** Why rows of a capture were rejected, the most frequent reason first. */
export interface RejectedReasons {
  readonly reasons: readonly { readonly column: string | null; readonly reason: string; readonly rows: number }[]
  /** Rejected rows that were looked at. */
  readonly seen: number
}

export interface ReportedCapture {
  readonly capture: Capture
  readonly rejected: RejectedReasons
  readonly judgements: readonly Judgement[]
}

/** Everything that a report tells. */
export interface ReportFacts {
  readonly made_at: string
  readonly made_by: { readonly actor: Actor; readonly person: string | null }
  readonly product_version: string
  readonly time_zone: TimeZone
  readonly view: ReportView
  /** The query in its one spelling; null without one. */
  readonly normal_form: string | null
  /** Whether the query narrows the alerts too. */
  readonly narrows_alerts: boolean
  readonly overview: Overview
  readonly alerts: {
    /** The first of the list, and some behind them that a person decided on. */
    readonly items: readonly AlertDetail[]
    readonly total: number
    /** Raised alerts of the captures, whatever narrows the list. */
    readonly total_raised: number
    /** Those that a person decided on and that no scoring shown raises. */
    readonly total_unraised: number
  }
  /** The newest flows that the query finds; null when none are asked for. */
  readonly flows: {
    readonly items: readonly Flow[]
    readonly total: number | null
    /** Share of the stored flows that was searched. */
    readonly progress: number
  } | null
  readonly hosts: ActiveHosts
  readonly captures: {
    readonly items: readonly ReportedCapture[]
    readonly total: number
    readonly total_stored: number
  }
  /** False when something changed while it was read, such as by an import. */
  readonly is_one_moment: boolean
}
