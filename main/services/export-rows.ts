import { AlertSchema, type Alert } from '../../contract/alerts.ts'
import type { ExportedList } from '../../contract/exports.ts'
import { FlowSchema } from '../../contract/flows.ts'
import type { ListRow } from '../../contract/list-formats.ts'
import type { AlertQuery, AlertService } from './alert-service.ts'
import type { FlowQuery, FlowService } from './flow-service.ts'

/** Which list is exported, and what narrows it. */
export type ExportSelection =
  | { readonly what: 'flows'; readonly filters: Omit<FlowQuery, 'limit' | 'cursor'> }
  | { readonly what: 'alerts'; readonly filters: Omit<AlertQuery, 'limit' | 'cursor'> }

export type ExportRow = ListRow & { readonly capture_id: number }

export interface ExportPage {
  readonly rows: readonly ExportRow[]
  /** Part of the list that has been read with this page, from 0 to 1. */
  readonly share: number
}

/** The fields that the list has over HTTP, and for alerts what people wrote. */
const EXPORT_COLUMNS: Readonly<Record<ExportedList, readonly string[]>> = {
  flows: Object.keys(FlowSchema.shape),
  alerts: [...Object.keys(AlertSchema.shape), 'notes'],
}

/** Columns of an exported list; features that were asked for follow the others. */
export function exportColumns(selection: ExportSelection): readonly string[] {
  const features = selection.what === 'flows' ? selection.filters.features : undefined
  return [...EXPORT_COLUMNS[selection.what], ...(features ?? [])]
}

/** As many as the store takes for one who reads the whole list. */
const PAGE_FLOWS = 5000
const PAGE_ALERTS = 500

/** All flows of a list in its order. @throws AnomalyError `invalid_input` */
export async function* flowPages(
  flows: FlowService,
  filters: (ExportSelection & { what: 'flows' })['filters'],
): AsyncGenerator<ExportPage> {
  let done = 0
  for (let cursor: string | undefined; ;) {
    const { items, next_cursor, total, progress } = await flows.list({ ...filters, limit: PAGE_FLOWS, cursor })
    done += items.length
    const rows = items.map(({ features, ...flow }) => ({ ...flow, ...features }))
    yield { rows, share: total === null ? progress : shareOf(done, total) }
    if (next_cursor === null) return
    cursor = next_cursor
  }
}

/** All alerts of a list in its order, each with its notes. @throws AnomalyError `invalid_input` */
export async function* alertPages(
  alerts: AlertService,
  filters: (ExportSelection & { what: 'alerts' })['filters'],
): AsyncGenerator<ExportPage> {
  let done = 0
  for (let cursor: string | undefined; ;) {
    const { items, next_cursor, total } = await alerts.list({ ...filters, limit: PAGE_ALERTS, cursor })
    const rows = await Promise.all(items.map(async (alert) => ({ ...alert, notes: await notesOf(alert, alerts) })))
    done += items.length
    yield { rows, share: shareOf(done, total) }
    if (next_cursor === null) return
    cursor = next_cursor
  }
}

/** What people wrote about an alert, the earliest first. */
async function notesOf({ id, version }: Alert, alerts: AlertService): Promise<object[]> {
  // The first line of a history is that it was raised.
  if (version === 1) return []
  const { events } = await alerts.get(id)
  return events.flatMap(({ at, actor, person, note }) => (note === null ? [] : [{ at, actor, person, note }]))
}

function shareOf(done: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, done / total)
}
