import type { Database } from 'better-sqlite3'

import type { FindingRow, NewFinding } from '../../findings.ts'
import { writing } from '../transaction.ts'
import { alertRaiser } from './raise-alerts.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** Detector of the alerts that behaviour across flows raises. */
const BEHAVIOUR = 'behaviour'

interface Subject {
  readonly id: number
  readonly key: string
  readonly threat_type: number
}

/** What detectors across flows noticed, and the alerts that it is a witness of. */
export function findingQueries(database: Database, names: ThreatTypeNames) {
  const raise = alertRaiser(database, names)
  const deleteEvidence = database.prepare(
    `DELETE FROM alerts WHERE scoring_id = 0 AND subject_id IN (SELECT subject_id FROM findings WHERE capture_id = ?)`,
  )
  const deleteFindings = database.prepare('DELETE FROM findings WHERE capture_id = ?')
  const selectSame = database.prepare<[Record<string, unknown>], Subject>(
    `SELECT subjects.id, key, threat_type FROM alert_subjects AS subjects
       JOIN captures ON captures.id = subjects.capture_id
       JOIN alerts AS evidence ON evidence.subject_id = subjects.id AND evidence.scoring_id = captures.scoring_id
     WHERE subjects.capture_id = :capture_id
       AND threat_type IN (SELECT value FROM json_each(:types))
       AND (subjects.source_ip IS NULL OR subjects.source_ip = :source_ip)
       AND (subjects.destination_ip = :destination_ip)
       AND (:destination_port IS NULL OR subjects.destination_port IS NULL OR subjects.destination_port = :destination_port)
       AND evidence.first_seen_us <= :last_seen_us AND evidence.last_seen_us >= :first_seen_us
     ORDER BY evidence.flow_count DESC, subjects.id LIMIT 1`,
  )
  const selectKey = database
    .prepare<[number, string], number>('SELECT id FROM alert_subjects WHERE capture_id = ? AND key = ?')
    .pluck()
  const insert = database.prepare(
    `INSERT INTO findings (capture_id, key, subject_id, severity, sentence, detail, flow_numbers)
     VALUES (:capture_id, :key, :subject_id, :severity, :sentence, :detail, :flow_numbers)`,
  )
  const putJudgements = database.prepare(
    `INSERT INTO behaviour_judgements (capture_id, judgements) VALUES (?, ?)
     ON CONFLICT (capture_id) DO UPDATE SET judgements = excluded.judgements`,
  )
  const selectJudgements = database
    .prepare<[number], string>('SELECT judgements FROM behaviour_judgements WHERE capture_id = ?')
    .pluck()
  const selectFindings = database.prepare<[number], FindingRow>(
    'SELECT id, severity, sentence, detail FROM findings WHERE subject_id = ? ORDER BY severity DESC, id',
  )
  const selectNumbers = database.prepare<[number], { capture_id: number; flow_numbers: Buffer }>(
    'SELECT capture_id, flow_numbers FROM findings WHERE subject_id = ?',
  )
  const selectConversations = database
    .prepare<[number], number>('SELECT conversations FROM captures WHERE id = ?')
    .pluck()

  /** Raises the alert of a finding, under the key of the model's alert where there is one. */
  function raiseOne(capture_id: number, finding: NewFinding, now_us: number): number {
    const { source_ip, destination_ip, destination_port, first_seen_us, last_seen_us, same_as } = finding
    const types = JSON.stringify(same_as.flatMap((name) => names.find(name) ?? []))
    const about = { capture_id, source_ip, destination_ip, destination_port, first_seen_us, last_seen_us }
    const same = destination_ip === null ? undefined : selectSame.get({ ...about, types })
    const own =
      same === undefined ? finding : { ...finding, key: same.key, threat_type: names.nameOf(same.threat_type) }
    const { key, threat_type, severity, flow_count, confidence_sum, max_confidence, timestamp_known } = own
    raise(
      [
        {
          ...{ key, threat_type, severity, flow_count, confidence_sum, max_confidence, timestamp_known },
          ...{ source_ip, destination_ip, destination_port, first_seen_us, last_seen_us },
        },
      ],
      { capture_id, scoring_id: 0, detector: BEHAVIOUR, has_new_flows: false, now_us },
    )
    const subject_id = selectKey.get(capture_id, key)
    if (subject_id === undefined) throw new Error('the alert of a finding is not there')
    return subject_id
  }

  /** What the findings of an alert point to, ascending, and whether that is lines of conversations. */
  function pointedTo(alert_id: number): { capture_id: number; numbers: number[]; are_lines: boolean } {
    const rows = selectNumbers.all(alert_id)
    const capture_id = rows[0]?.capture_id ?? 0
    const all = new Set<number>()
    for (const { flow_numbers } of rows) {
      for (let at = 0; at < flow_numbers.length; at += 4) all.add(flow_numbers.readUInt32LE(at))
    }
    const numbers = [...all].sort((one, other) => one - other)
    return { capture_id, numbers, are_lines: (selectConversations.get(capture_id) ?? 0) > 0 }
  }

  const record = writing(
    database,
    (capture_id: number, findings: readonly NewFinding[], judgements: string, now_us: number): void => {
      deleteEvidence.run(capture_id)
      deleteFindings.run(capture_id)
      for (const finding of findings) {
        const { key, severity, sentence, detail, flow_numbers } = finding
        const subject_id = raiseOne(capture_id, finding, now_us)
        const bytes = Buffer.from(flow_numbers.buffer, flow_numbers.byteOffset, flow_numbers.byteLength)
        insert.run({ capture_id, key, subject_id, severity, sentence, detail, flow_numbers: bytes })
      }
      putJudgements.run(capture_id, judgements)
    },
  )

  return {
    recordFindings(capture_id: number, findings: readonly NewFinding[], judgements: string, now_us: number): void {
      // Ids made within a transaction would be remembered although it was rolled back.
      for (const { threat_type } of findings) names.idOf(threat_type)
      record(capture_id, findings, judgements, now_us)
    },

    listFindings(alert_id: number): FindingRow[] {
      return selectFindings.all(alert_id)
    },

    findingFlowNumbers(
      alert_id: number,
      after: number,
      limit: number,
    ): { capture_id: number; numbers: number[]; total: number } {
      const { capture_id, numbers, are_lines } = pointedTo(alert_id)
      if (are_lines) return { capture_id, numbers: [], total: 0 }
      return { capture_id, numbers: numbers.filter((number) => number > after).slice(0, limit), total: numbers.length }
    },

    findingConversationLines(alert_id: number): number[] {
      const { numbers, are_lines } = pointedTo(alert_id)
      return are_lines ? numbers : []
    },

    getJudgements(capture_id: number): string | null {
      return selectJudgements.get(capture_id) ?? null
    },
  }
}
