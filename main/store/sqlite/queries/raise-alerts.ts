import type { Database } from 'better-sqlite3'

import type { Finding } from '../../../triage/finding.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** What raises alerts, and when. */
interface Witness {
  readonly capture_id: number
  /** 0 for a detector across flows, whose findings hold whatever scoring is shown. */
  readonly scoring_id: number
  readonly detector: string
  /** Whether the capture did not have these flows before: they open a closed alert again, which another scoring does not. */
  readonly has_new_flows: boolean
  readonly now_us: number
}

interface Subject {
  readonly id: number
  readonly status: string
  readonly version: number
}

/** Raises alerts, within a transaction: makes their subjects or finds them by key, and adds what was seen as evidence. */
export function alertRaiser(database: Database, names: ThreatTypeNames) {
  const upsertSubject = database.prepare<[Record<string, unknown>], Subject>(
    `INSERT INTO alert_subjects (capture_id, key, detector, threat_type, severity, source_ip, destination_ip,
       destination_port, first_seen_us, last_seen_us, timestamp_known, status, version, updated_at_us)
     VALUES (:capture_id, :key, :detector, :threat_type, :severity, :source_ip, :destination_ip, :destination_port,
       :first_seen_us, :last_seen_us, :timestamp_known, 'open', 0, :now_us)
     ON CONFLICT (capture_id, key) DO UPDATE SET
       severity = max(severity, excluded.severity),
       source_ip = CASE WHEN source_ip IS excluded.source_ip THEN source_ip END,
       destination_port = CASE WHEN destination_port IS excluded.destination_port THEN destination_port END,
       first_seen_us = min(first_seen_us, excluded.first_seen_us),
       last_seen_us = max(last_seen_us, excluded.last_seen_us),
       updated_at_us = CASE WHEN :has_new_flows THEN excluded.updated_at_us ELSE updated_at_us END
     RETURNING id, status, version`,
  )
  const upsertEvidence = database
    .prepare<[Record<string, unknown>], number>(
      `INSERT INTO alerts (scoring_id, subject_id, severity, source_ip, destination_port, flow_count, confidence_sum,
         max_confidence, first_seen_us, last_seen_us, timestamp_known)
       VALUES (:scoring_id, :subject_id, :severity, :source_ip, :destination_port, :flow_count, :confidence_sum,
         :max_confidence, :first_seen_us, :last_seen_us, :timestamp_known)
       ON CONFLICT (scoring_id, subject_id) DO UPDATE SET
         severity = max(severity, excluded.severity),
         source_ip = CASE WHEN source_ip IS excluded.source_ip THEN source_ip END,
         destination_port = CASE WHEN destination_port IS excluded.destination_port THEN destination_port END,
         flow_count = flow_count + excluded.flow_count,
         confidence_sum = confidence_sum + excluded.confidence_sum,
         max_confidence = max(max_confidence, excluded.max_confidence),
         first_seen_us = min(first_seen_us, excluded.first_seen_us),
         last_seen_us = max(last_seen_us, excluded.last_seen_us)
       RETURNING id`,
    )
    .pluck()
  const setOpen = database.prepare(`UPDATE alert_subjects SET status = 'open', version = ? WHERE id = ?`)
  const insertEvent = database.prepare(
    `INSERT INTO alert_events (alert_id, version, at_us, actor, from_status, to_status, note)
     VALUES (?, ?, ?, 'import', ?, 'open', ?)`,
  )

  function open({ id, version }: Subject, now_us: number, from_status: string | null, note: string | null): void {
    setOpen.run(version + 1, id)
    insertEvent.run(id, version + 1, now_us, from_status, note)
  }

  /** Answers the id of the evidence of each finding. */
  return (findings: readonly Finding[], witness: Witness): number[] =>
    findings.map((finding) => {
      const given = {
        ...finding,
        ...witness,
        threat_type: names.idOf(finding.threat_type),
        timestamp_known: finding.timestamp_known ? 1 : 0,
        has_new_flows: witness.has_new_flows ? 1 : 0,
      }
      const subject = upsertSubject.get(given)
      if (subject === undefined) throw new Error('the upsert of an alert returned no row')
      if (subject.version === 0) open(subject, witness.now_us, null, null)
      else if (subject.status === 'closed' && witness.has_new_flows)
        open(subject, witness.now_us, 'closed', 'Flows of this alert came in after it was closed.')
      const evidence_id = upsertEvidence.get({ ...given, subject_id: subject.id })
      if (evidence_id === undefined) throw new Error('the upsert of evidence returned no row')
      return evidence_id
    })
}
