import type { Database } from 'better-sqlite3'

import type { AlertChange, AlertCursor, AlertEventRow, AlertFilter, AlertRow } from '../../alerts.ts'
import { deciding } from '../transaction.ts'
import type { ThreatTypeNames } from './threat-types.ts'

type StoredAlert = Omit<AlertRow, 'threat_type'> & { threat_type: number }

const FROM = `FROM alerts JOIN captures ON captures.id = alerts.capture_id AND captures.scoring_id = alerts.scoring_id
  WHERE captures.status = 'ready'`
const COLUMNS = 'alerts.*, captures.name AS capture_name'

/** Alerts of finished captures, and their history. */
export function alertQueries(database: Database, names: ThreatTypeNames) {
  const selectById = database.prepare<[number], StoredAlert>(`SELECT ${COLUMNS} ${FROM} AND alerts.id = ?`)
  const selectEvents = database.prepare<[number], AlertEventRow>(
    'SELECT id, at_us, actor, from_status, to_status, note FROM alert_events WHERE alert_id = ? ORDER BY id',
  )
  const setStatus = database.prepare('UPDATE alerts SET status = ?, updated_at_us = ? WHERE id = ?')
  const insertEvent = database.prepare(
    'INSERT INTO alert_events (alert_id, at_us, actor, from_status, to_status, note) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const countOpen = database.prepare<[{ capture_id: number | null }], { severity: number; alerts: number }>(
    `SELECT severity, count(*) AS alerts ${FROM} AND alerts.status = 'open'
     AND (:capture_id IS NULL OR captures.id = :capture_id) GROUP BY severity`,
  )

  const named = (row: StoredAlert): AlertRow => ({ ...row, threat_type: names.nameOf(row.threat_type) })

  function conditionsOf(filter: AlertFilter): { where: string; values: Record<string, unknown> } {
    const conditions: string[] = []
    const values: Record<string, unknown> = {}
    if (filter.status !== undefined) {
      conditions.push('alerts.status = :status')
      values['status'] = filter.status
    }
    if (filter.severity !== undefined) {
      conditions.push('severity = :severity')
      values['severity'] = filter.severity
    }
    if (filter.threat_type !== undefined) {
      conditions.push('threat_type = :threat_type')
      values['threat_type'] = names.find(filter.threat_type) ?? -1
    }
    if (filter.capture_id !== undefined) {
      conditions.push('capture_id = :capture_id')
      values['capture_id'] = filter.capture_id
    }
    return { where: conditions.map((each) => ` AND ${each}`).join(''), values }
  }

  return {
    /** Most severe first, then most flows, then newest. */
    listAlerts(filter: AlertFilter, cursor: AlertCursor | null, limit: number): { rows: AlertRow[]; total: number } {
      const { where, values } = conditionsOf(filter)
      const total = database.prepare<[Record<string, unknown>], number>(`SELECT count(*) ${FROM}${where}`).pluck()
      const after =
        cursor === null ? '' : ' AND (severity, flow_count, alerts.id) < (:before_severity, :before_flows, :before_id)'
      const rows = database.prepare<[Record<string, unknown>], StoredAlert>(
        `SELECT ${COLUMNS} ${FROM}${where}${after} ORDER BY severity DESC, flow_count DESC, alerts.id DESC LIMIT :limit`,
      )
      const place =
        cursor === null
          ? {}
          : { before_severity: cursor.severity, before_flows: cursor.flow_count, before_id: cursor.id }
      return { rows: rows.all({ ...values, ...place, limit }).map(named), total: total.get(values) ?? 0 }
    },

    getAlert(id: number): { alert: AlertRow; events: AlertEventRow[] } | undefined {
      const row = selectById.get(id)
      return row && { alert: named(row), events: selectEvents.all(id) }
    },

    /** Changes the status and writes the history line that says so, in one transaction. */
    updateAlert: deciding(database, (id: number, change: AlertChange): void => {
      const row = selectById.get(id)
      if (row === undefined) return
      const to_status = change.status ?? row.status
      if (to_status === row.status && change.note === null) return
      setStatus.run(to_status, change.now_us, id)
      insertEvent.run(id, change.now_us, change.actor, row.status, to_status, change.note)
    }),

    countOpenAlerts(capture_id: number | null): { severity: number; alerts: number }[] {
      return countOpen.all({ capture_id })
    },
  }
}
