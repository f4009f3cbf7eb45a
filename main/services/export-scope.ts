import type { ExportedCapture } from '../../contract/exports.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { Store } from '../store/store.ts'
import { everyRow } from './every-row.ts'
import type { ExportSelection } from './export-rows.ts'

/** Captures that are looked through for an export, by their ids. */
export type ExportScope = ReadonlyMap<number, CaptureRow>

/**
 * The captures that a selection can have rows of, as they are now; what is imported later is not part of the export.
 * @throws AnomalyError `not_found` for a capture or an alert that is not there, `conflict` for a capture under way
 */
export async function exportScope({ filters, ...selection }: ExportSelection, store: Store): Promise<ExportScope> {
  const ids = new Set<number>()
  if (filters.capture_id !== undefined) ids.add(filters.capture_id)
  if (selection.what === 'flows' && 'alert_id' in filters && filters.alert_id !== undefined) {
    const found = await store.alerts.get(filters.alert_id)
    if (found === undefined) throw new AnomalyError('not_found', `There is no alert ${String(filters.alert_id)}.`)
    ids.add(found.alert.capture_id)
  }
  if (ids.size === 0) return new Map((await readyCaptures(store)).map((row) => [row.id, row]))
  const scope = new Map<number, CaptureRow>()
  for (const id of ids) {
    const row = await store.captures.get(id)
    if (row === undefined) throw new AnomalyError('not_found', `There is no capture ${String(id)}.`)
    if (row.status !== 'ready')
      throw new AnomalyError('conflict', `${row.name} is being imported. Export it after that.`)
    scope.set(id, row)
  }
  return scope
}

/** Captures that can be exported, the earliest first. */
export async function readyCaptures(store: Store): Promise<CaptureRow[]> {
  const ready: CaptureRow[] = []
  for await (const row of everyRow((before_id, limit) => store.captures.list(before_id, limit))) {
    if (row.status === 'ready') ready.push(row)
  }
  return ready.reverse()
}

/**
 * The captures of an export at its end.
 * @param exported rows of each capture in the file
 * @throws AnomalyError `conflict` when one is gone or shows another scoring than at the beginning: the rows are then of
 *   no one moment
 */
export async function captureFacts(
  scope: ExportScope,
  exported: ReadonlyMap<number, number>,
  store: Store,
): Promise<ExportedCapture[]> {
  const facts: ExportedCapture[] = []
  for (const [id, before] of scope) {
    const row = await store.captures.get(id)
    if (row?.status !== 'ready' || row.scoring_id !== before.scoring_id) {
      const what = row?.status === 'ready' ? 'shows another scoring' : 'was deleted'
      throw new AnomalyError('conflict', `${before.name} ${what} since the export began. Export again.`)
    }
    facts.push(toFacts(row, exported.get(id) ?? 0))
  }
  return facts
}

function toFacts(row: CaptureRow, exported: number): ExportedCapture {
  const { id, kind, name, sha256, scoring_id, model_id, model_sha256, confidence_threshold, novelty_budget } = row
  const { classified, conversations, rejected } = row
  return {
    ...{ id, kind, name, sha256, scoring_id, model_id, model_sha256, confidence_threshold, novelty_budget },
    rows_read: classified + conversations + rejected,
    ...{ classified, conversations, rejected, exported },
  }
}
