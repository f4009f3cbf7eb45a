import type { BehaviourReport } from '../detect/behaviour/behaviour.ts'
import { findingJson } from '../detect/behaviour/report-json.ts'

/** What was noticed in a capture as a JSON file. */
export function findingsText(sha256: string, { findings, judgements }: BehaviourReport): string {
  const told = { capture: { sha256 }, findings: findings.map(findingJson), judgements }
  return `${JSON.stringify(told, null, 2)}\n`
}
