import type { Alert, AlertStatus } from '../../../../contract/alerts.ts'
import { mixesStatuses, type StatusTab } from '../../lib/alert-filters.ts'

/** Where a person has put alerts, by their ids, ahead of the lists that were read before. */
export type Decisions = ReadonlyMap<number, Decision>

interface Decision {
  readonly status: AlertStatus
  /** The alert as it was saved; null while the decision is on its way. */
  readonly saved: Alert | null
}

export function withDecision(decisions: Decisions, id: number, decision: Decision): Decisions {
  return new Map(decisions).set(id, decision)
}

export function withoutDecision(decisions: Decisions, id: number): Decisions {
  const others = new Map(decisions)
  others.delete(id)
  return others
}

/** An alert as it is after what was decided on it, unless it was changed elsewhere since. */
export function afterDecision<Known extends Alert>(alert: Known, decisions: Decisions): Known {
  const decision = decisions.get(alert.id)
  if (decision === undefined) return alert
  const { saved, status } = decision
  if (saved !== null && alert.version > saved.version) return alert
  return { ...alert, status }
}

/** Alerts that belong to a tab after what was decided on them. */
export function inTab(alerts: readonly Alert[], tab: StatusTab, decisions: Decisions): Alert[] {
  return alerts
    .map((alert) => afterDecision(alert, decisions))
    .filter(({ status }) => mixesStatuses(tab) || status === tab)
}
