import { SeveritySchema } from '../../../contract/alerts.ts'
import type { BehaviourFinding } from './finding.ts'

/** A finding as commands write it: times in ISO 8601, the severity by its name, and how many of its flows are kept. */
export function findingJson({ severity, first_us, last_us, rows, ...finding }: BehaviourFinding): object {
  return {
    ...finding,
    severity: SeveritySchema.options[severity],
    first_seen: new Date(first_us / 1000).toISOString(),
    last_seen: new Date(last_us / 1000).toISOString(),
    rows_kept: rows.length,
  }
}
