import type { Finding } from '../triage/finding.ts'

/** What a detector across flows noticed, as it is written down. */
export interface NewFinding extends Finding {
  readonly sentence: string
  /** JSON of what is told beside. */
  readonly detail: string
  /**
   * Numbers of its flows in the capture; in one of conversations only, lines of its conversations in the file. Ascending, and
   * not always all of them.
   */
  readonly flow_numbers: Uint32Array
  /** Threat types of a model that speak of the same: with an alert of one of them it makes one alert. */
  readonly same_as: readonly string[]
}

export interface FindingRow {
  readonly id: number
  readonly severity: number
  readonly sentence: string
  readonly detail: string
}

/** What detectors across flows noticed in captures. */
export interface FindingStore {
  /**
   * Writes down all that was noticed in a capture, in place of what was before, and raises alerts: a finding joins the alert
   * of the model that speaks of the same hosts and time, or makes its own. Decisions are kept.
   * @param judgements JSON
   */
  record(capture_id: number, findings: readonly NewFinding[], judgements: string, now_us: number): void
  /** Most severe first. */
  list(alert_id: number): FindingRow[]
  /** Flows of an alert's findings after a flow number, ascending, and how many there are; none for conversations. */
  flowNumbers(alert_id: number, after: number, limit: number): { capture_id: number; numbers: number[]; total: number }
  /** Lines of an alert's conversations in the file of its capture, ascending; none for a capture that has flows. */
  conversationLines(alert_id: number): number[]
  /** JSON; null for a capture that no detector across flows has seen. */
  judgements(capture_id: number): string | null
}
