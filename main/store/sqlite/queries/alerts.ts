import type { Database } from 'better-sqlite3'

import { isMatchingAlert } from '../../../../contract/query/alert-fields.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { roundShare } from '../../../flow/round-share.ts'
import { SEVERITIES } from '../../../triage/alert-policy.ts'
import type { Finding } from '../../../triage/finding.ts'
import type {
  AlertChange,
  AlertChangeOutcome,
  AlertCursor,
  AlertEventRow,
  AlertFilter,
  AlertRow,
} from '../../alerts.ts'
import { keptStatements } from '../kept-statements.ts'
import { deciding, writing } from '../transaction.ts'
import { alertRaiser } from './raise-alerts.ts'
import type { ThreatTypeNames } from './threat-types.ts'

type StoredAlert = Omit<AlertRow, 'threat_type'> & { threat_type: number }

/** Evidence of a subject that holds now: of the scoring shown, or of a detector across flows. */
const HOLDS = 'scoring_id IN (captures.scoring_id, 0)'
const CAPTURE = `JOIN captures ON captures.id = subjects.capture_id AND captures.status = 'ready'
  JOIN scorings AS shown ON shown.id = captures.scoring_id`

/** Alerts that are raised now; where a scoring and a detector across flows speak of the same, with the numbers of the scoring. */
const RAISED = `FROM alerts AS evidence JOIN alert_subjects AS subjects ON subjects.id = evidence.subject_id ${CAPTURE}
  WHERE (evidence.scoring_id = captures.scoring_id OR (evidence.scoring_id = 0 AND NOT EXISTS (
    SELECT 1 FROM alerts WHERE subject_id = subjects.id AND scoring_id = captures.scoring_id)))`

const HOLDING_EVIDENCE = `SELECT id FROM alerts WHERE subject_id = subjects.id AND ${HOLDS}
  ORDER BY scoring_id DESC LIMIT 1`
const LATEST_EVIDENCE = `SELECT alerts.id FROM alerts JOIN scorings ON scorings.id = alerts.scoring_id
  WHERE subject_id = subjects.id AND scorings.status = 'ready' ORDER BY scorings.id DESC LIMIT 1`

/** Every alert, with what is raised now or else what the latest scoring that raised it said. */
const ALL = `FROM alert_subjects AS subjects ${CAPTURE}
  LEFT JOIN alerts AS evidence ON evidence.id = coalesce((${HOLDING_EVIDENCE}), (${LATEST_EVIDENCE}))
  WHERE TRUE`

const DECIDED_AND_NOT_RAISED = `${ALL} AND NOT EXISTS (${HOLDING_EVIDENCE})
  AND EXISTS (SELECT 1 FROM alert_events WHERE alert_id = subjects.id AND actor <> 'import')`

const of_evidence = (column: string) => `iif(evidence.id IS NULL, subjects.${column}, evidence.${column})`
/** Of two witnesses that speak of the same, what the more severe one says. */
const SEVERITY = `max(${of_evidence('severity')},
  coalesce((SELECT severity FROM alerts WHERE subject_id = subjects.id AND scoring_id = 0), 0))`
const FLOW_COUNT = 'coalesce(evidence.flow_count, 0)'

const OWN_COLUMNS = `subjects.id AS id, subjects.capture_id, captures.name AS capture_name, subjects.version, subjects.status,
  subjects.detector, ${SEVERITY} AS severity, subjects.threat_type, ${of_evidence('source_ip')} AS source_ip,
  subjects.destination_ip, ${of_evidence('destination_port')} AS destination_port, ${FLOW_COUNT} AS flow_count,
  evidence.confidence_sum, evidence.max_confidence, ${of_evidence('first_seen_us')} AS first_seen_us,
  ${of_evidence('last_seen_us')} AS last_seen_us, ${of_evidence('timestamp_known')} AS timestamp_known,
  subjects.updated_at_us, coalesce(evidence.${HOLDS}, 0) AS raised, nullif(evidence.scoring_id, 0) AS scoring_id,
  shown.id AS shown_scoring_id, shown.model_id AS shown_model_id`

/** What a detector across flows said of an alert. */
const noticedOf = (id: string) =>
  `(SELECT sentence FROM findings WHERE subject_id = ${id} ORDER BY severity DESC, id LIMIT 1) AS noticed`

const COLUMNS = `${OWN_COLUMNS}, ${noticedOf('subjects.id')}`

const RANKED = 'severity DESC, flow_count DESC, id DESC'

/** Alerts of finished captures, and their history. */
export function alertQueries(database: Database, names: ThreatTypeNames) {
  const selectById = database.prepare<[number], StoredAlert>(`SELECT ${COLUMNS} ${ALL} AND subjects.id = ?`)
  const selectEvents = database.prepare<[number, number], AlertEventRow>(
    `SELECT id, version, at_us, actor, person, from_status, to_status, note FROM alert_events
     WHERE alert_id = ? AND version > ? ORDER BY version`,
  )
  const setStatus = database.prepare(
    'UPDATE alert_subjects SET status = ?, version = ?, updated_at_us = ? WHERE id = ?',
  )
  const insertEvent = database.prepare(
    `INSERT INTO alert_events (alert_id, version, at_us, actor, person, from_status, to_status, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const countOpen = database.prepare<[{ capture_id: number | null }], { severity: number; alerts: number }>(
    `SELECT ${SEVERITY} AS severity, count(*) AS alerts ${RAISED} AND subjects.status = 'open'
     AND (:capture_id IS NULL OR captures.id = :capture_id) GROUP BY 1`,
  )
  const raise = alertRaiser(database, names)
  const statement = keptStatements(database)

  const named = (row: StoredAlert): AlertRow => ({ ...row, threat_type: names.nameOf(row.threat_type) })

  const selectFinding = database.prepare<[number, string], { id: number; flow_count: number }>(
    `SELECT alerts.id, flow_count FROM alert_subjects JOIN alerts ON subject_id = alert_subjects.id AND scoring_id = 0
     WHERE capture_id = ? AND key = ?`,
  )
  const deleteEvidence = database.prepare('DELETE FROM alerts WHERE id = ?')

  const record = writing(
    database,
    (capture_id: number, detector: string, findings: readonly Finding[], now_us: number): void => {
      for (const finding of findings) {
        const known = selectFinding.get(capture_id, finding.key)
        if (known !== undefined) deleteEvidence.run(known.id)
        const has_new_flows = known === undefined || finding.flow_count > known.flow_count
        raise([finding], { capture_id, scoring_id: 0, detector, has_new_flows, now_us })
      }
    },
  )

  function conditionsOf(filter: AlertFilter): { where: string; values: Record<string, unknown> } {
    const conditions: string[] = []
    const values: Record<string, unknown> = {}
    if (filter.status !== undefined) {
      conditions.push('subjects.status = :status')
      values['status'] = filter.status
    }
    if (filter.severity !== undefined) {
      conditions.push(`${SEVERITY} = :severity`)
      values['severity'] = filter.severity
    }
    if (filter.threat_type !== undefined) {
      conditions.push('subjects.threat_type = :threat_type')
      values['threat_type'] = names.find(filter.threat_type) ?? -1
    }
    if (filter.capture_id !== undefined) {
      conditions.push('subjects.capture_id = :capture_id')
      values['capture_id'] = filter.capture_id
    }
    return { where: conditions.map((each) => ` AND ${each}`).join(''), values }
  }

  /** Reads every alert there is: some thousands at most, where there are millions of flows. */
  function searched(
    ranked: string,
    values: Record<string, unknown>,
    query: QueryTree,
    cursor: AlertCursor | null,
    limit: number,
  ): { rows: AlertRow[]; total: number } {
    const rows: AlertRow[] = []
    let total = 0
    for (const stored of statement<StoredAlert>(ranked).iterate(values)) {
      const row = named(stored)
      if (!isMatchingAlert(query, shownOf(row))) continue
      total += 1
      if (rows.length < limit && isBelow(row, cursor)) rows.push(row)
    }
    return { rows, total }
  }

  return {
    /** Most severe first, then most flows, then newest. */
    listAlerts(filter: AlertFilter, cursor: AlertCursor | null, limit: number): { rows: AlertRow[]; total: number } {
      const { where, values } = conditionsOf(filter)
      const from = filter.raised === false ? DECIDED_AND_NOT_RAISED : RAISED
      const total = statement<{ alerts: number }>(`SELECT count(*) AS alerts ${from}${where}`)
      const ranked = `SELECT ${COLUMNS} ${from}${where} ORDER BY ${RANKED}`
      if (filter.query !== undefined) return searched(ranked, values, filter.query, cursor, limit)
      const after =
        cursor === null
          ? ''
          : ` AND (${SEVERITY}, ${FLOW_COUNT}, subjects.id) < (:before_severity, :before_flows, :before_id)`
      // What was noticed is looked up for those that are shown, not for all that are put in order.
      const rows = statement<StoredAlert>(
        `SELECT listed.*, ${noticedOf('listed.id')}
         FROM (SELECT ${OWN_COLUMNS} ${from}${where}${after} ORDER BY ${RANKED} LIMIT :limit) AS listed ORDER BY ${RANKED}`,
      )
      const place =
        cursor === null
          ? {}
          : { before_severity: cursor.severity, before_flows: cursor.flow_count, before_id: cursor.id }
      return { rows: rows.all({ ...values, ...place, limit }).map(named), total: total.get(values)?.alerts ?? 0 }
    },

    getAlert(id: number): { alert: AlertRow; events: AlertEventRow[] } | undefined {
      const row = selectById.get(id)
      return row && { alert: named(row), events: selectEvents.all(id, 0) }
    },

    /** Changes the status and writes the history line that says so, in one transaction. */
    updateAlert: deciding(database, (id: number, change: AlertChange): AlertChangeOutcome => {
      const row = selectById.get(id)
      if (row === undefined) return { outcome: 'missing' }
      if (change.version !== null && change.version !== row.version) {
        return { outcome: 'stale', version: row.version, events_since: selectEvents.all(id, change.version) }
      }
      const to_status = change.status ?? row.status
      if (to_status === row.status && change.note === null) return { outcome: 'done' }
      const version = row.version + 1
      setStatus.run(to_status, version, change.now_us, id)
      insertEvent.run(id, version, change.now_us, change.actor, change.person, row.status, to_status, change.note)
      return { outcome: 'done' }
    }),

    /** Raises what a detector across flows found in a capture. What is told of a key takes the place of what was told before. */
    recordFindings(capture_id: number, detector: string, findings: readonly Finding[], now_us: number): void {
      for (const { threat_type } of findings) names.idOf(threat_type)
      record(capture_id, detector, findings, now_us)
    },

    countOpenAlerts(capture_id: number | null): { severity: number; alerts: number }[] {
      return countOpen.all({ capture_id })
    },
  }
}

/** An alert as it is shown. */
function shownOf(row: AlertRow) {
  return {
    ...row,
    severity: SEVERITIES[row.severity] ?? 'medium',
    max_confidence: row.max_confidence === null ? null : roundShare(row.max_confidence),
  }
}

function isBelow(row: AlertRow, cursor: AlertCursor | null): boolean {
  if (cursor === null) return true
  if (row.severity !== cursor.severity) return row.severity < cursor.severity
  return row.flow_count === cursor.flow_count ? row.id < cursor.id : row.flow_count < cursor.flow_count
}
