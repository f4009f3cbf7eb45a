import { AlertSchema, type Alert } from '../../contract/alerts.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { ExportedList } from '../../contract/exports.ts'
import { fieldsOfColumn } from '../../contract/flow-columns.ts'
import { type Flow, FlowSchema, type FlowSort, type ListedFlow } from '../../contract/flows.ts'
import type { ListRow } from '../../contract/list-formats.ts'
import { featureIndex } from '../flow/features.ts'
import type { AlertQuery, AlertService } from './alert-service.ts'
import type { FlowQuery, FlowService } from './flow-service.ts'
import { FIGURE_FEATURES } from './traffic-service.ts'

/** Which list is exported, what narrows it, and how flows are sorted and which of their columns are meant. */
export type ExportSelection =
  | { readonly what: 'flows'; readonly filters: ExportedFlows }
  | { readonly what: 'alerts'; readonly filters: Omit<AlertQuery, 'limit' | 'cursor'> }

export type ExportedFlows = Omit<FlowQuery, 'limit' | 'cursor' | 'at'> & {
  readonly columns?: readonly FlowSort[] | undefined
}

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

/** Columns of an exported list: those asked for behind the id, or else all; features that were asked for follow the others. */
export function exportColumns(selection: ExportSelection): readonly string[] {
  if (selection.what === 'alerts') return EXPORT_COLUMNS.alerts
  const { columns, features = [] } = selection.filters
  const fields = columns === undefined ? EXPORT_COLUMNS.flows : ['id', ...columns.flatMap(fieldsOfColumn)]
  return [...new Set([...fields, ...features])]
}

/** The figures among some columns, each with the feature that tells it. */
function figuresIn(columns: readonly string[]): (readonly [figure: string, feature: string])[] {
  return Object.entries(FIGURE_FEATURES).filter(([figure]) => columns.includes(figure))
}

/** As many as the store takes for one who reads the whole list. */
const PAGE_FLOWS = 5000
const PAGE_ALERTS = 500
/** Of a sorted list, whose flows lie all over what is stored: each page decodes most of it. */
const PAGE_SORTED_FLOWS = 20_000

/**
 * Flows of a list in another order than newest first. Each pass over a list gives 65,536 in order, and each page decodes most of
 * the list, so that what sorting takes grows with the square of their number: minutes of processor time for so many.
 */
export const MOST_SORTED = 5_000_000

/** @throws AnomalyError `invalid_input` for a list that is too long for its order; one whose length is not known yet is not */
export async function refuseTooLong(flows: FlowService, list: ExportedFlows): Promise<void> {
  if (isNewestFirst(list)) return
  const { q, threat_type, capture_id, alert_id } = list
  const { total } = await flows.list({ q, threat_type, capture_id, alert_id, limit: 1 })
  refuseTotal(total)
}

/** @throws AnomalyError `invalid_input` for more flows than are sorted for an export */
export function refuseTotal(total: number | null): void {
  if (total === null || total <= MOST_SORTED) return
  const most = MOST_SORTED.toLocaleString('en-US')
  throw new AnomalyError(
    'invalid_input',
    `At most ${most} flows are exported in another order than newest first; the list has ${total.toLocaleString('en-US')}. Narrow it, or export it newest first.`,
  )
}

/** Flows of a sorted list whose features are read at once: they lie all over what is stored. */
const SORTED_AT_ONCE = 1 << 16

/** All flows of a list in its order. @throws AnomalyError `invalid_input` */
export async function* flowPages(
  flows: FlowService,
  { columns, features, ...list }: ExportedFlows,
): AsyncGenerator<ExportPage> {
  const names = exportColumns({ what: 'flows', filters: { columns, features } })
  const figures = figuresIn(names)
  const read = [
    ...new Set([...names.filter((name) => featureIndex(name) !== undefined), ...figures.map(([, of]) => of)]),
  ]
  const is_newest_first = isNewestFirst(list)
  const limit = is_newest_first ? PAGE_FLOWS : PAGE_SORTED_FLOWS
  const at_once = is_newest_first ? 1 : SORTED_AT_ONCE
  let done = 0
  let gathered: Flow[] = []
  for (let cursor: string | undefined; ;) {
    const { items, next_cursor, total, progress } = await flows.list({ ...list, limit, cursor })
    if (!is_newest_first) refuseTotal(total)
    done += items.length
    gathered.push(...items)
    const isFull = read.length === 0 || next_cursor === null || gathered.length >= at_once
    const whole = isFull && read.length > 0 ? await flows.withFeatures(gathered, read) : isFull ? gathered : []
    if (isFull) gathered = []
    yield { rows: whole.map((flow) => rowOf(flow, figures)), share: total === null ? progress : shareOf(done, total) }
    if (next_cursor === null) return
    cursor = next_cursor
  }
}

function rowOf({ features, ...flow }: ListedFlow, figures: ReturnType<typeof figuresIn>): ExportRow {
  const told = figures.map(([figure, feature]) => [figure, features?.[feature] ?? null] as const)
  return { ...flow, ...features, ...Object.fromEntries(told) }
}

/** The order of a list of flows; newest first when none is given. */
export function orderOf({ sort = 'timestamp', order = 'desc' }: Pick<FlowQuery, 'sort' | 'order'>) {
  return { sort, order }
}

function isNewestFirst(list: Pick<FlowQuery, 'sort' | 'order'>): boolean {
  const { sort, order } = orderOf(list)
  return sort === 'timestamp' && order === 'desc'
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
