import { isDeepStrictEqual } from 'node:util'

import type { AlertDetail } from '../../contract/alerts.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Flow } from '../../contract/flows.ts'
import { parseQuery } from '../../contract/query/parse.ts'
import { printQuery } from '../../contract/query/print.ts'
import { combined, EVERYTHING, type QueryTree } from '../../contract/query/tree.ts'
import type { ReportView } from '../../contract/reports.ts'
import type { RejectedReasons, ReportedCapture, ReportFacts } from '../report/facts.ts'
import { timesIn } from '../store/search/times-in.ts'
import type { AlertQuery, AlertService } from './alert-service.ts'
import type { CaptureService } from './capture-service.ts'
import type { ChartService } from './chart-service.ts'
import type { FlowQuery, FlowService } from './flow-service.ts'
import type { HostService } from './host-service.ts'
import { readQuery } from './query-input.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import { readRange } from './time-range.ts'

/** What a page has room for, and how long it may take to be made, whatever is stored. */
const MOST_ALERTS = 30
/** Further down the list, alerts that a person decided on or wrote about are not passed over. */
const MOST_DECIDED = 20
const ALERTS_LOOKED_AT = 1000
const MOST_FLOWS = 40
const MOST_CAPTURES = 25
const MOST_HOSTS = 10
const MOST_REJECTED = 5000
const MOST_REASONS = 6
const COUNT_MS = 3000
const PAGE_ROWS = 1000

/** How often a report is begun again because something changed meanwhile. */
const MOST_TRIES = 3

/** The services that the window asks too: a report has the same numbers. */
export interface ReportSources {
  readonly charts: ChartService
  readonly alerts: AlertService
  readonly flows: FlowService
  readonly hosts: HostService
  readonly captures: CaptureService
  readonly threat_types: ThreatTypeFilter
}

export type ViewedFacts = Omit<ReportFacts, 'made_at' | 'made_by' | 'product_version' | 'time_zone'>

/** What the lists of a report are asked by. */
interface Question {
  readonly view: ReportView
  readonly capture_id: number | undefined
  readonly alerts: Omit<AlertQuery, 'limit' | 'cursor'>
  readonly flows: Omit<FlowQuery, 'limit' | 'cursor'> | null
  readonly normal_form: string | null
  readonly narrows_alerts: boolean
}

/**
 * Everything that a view shows, bounded, as of one moment unless something changes again and again.
 * @throws AnomalyError `invalid_input` for a wrong query, range or threat type; `not_found` for a capture or an alert
 */
export async function viewedFacts(view: ReportView, sources: ReportSources): Promise<ViewedFacts> {
  const question = await questionOf(view, sources)
  for (let left = MOST_TRIES; ; left -= 1) {
    const before = await snapshot(question, sources)
    const facts = {
      ...before,
      alerts: {
        ...before.alerts,
        items: await Promise.all(before.alerts.items.map(({ id }) => sources.alerts.get(id))),
      },
      flows: question.flows === null ? null : await newestFlows(question.flows, sources.flows),
      hosts: await sources.hosts.active({ ...scopeOf(question), limit: MOST_HOSTS, wait_ms: COUNT_MS }),
      captures: {
        ...before.captures,
        items: await Promise.all(before.captures.items.map((each) => reported(each, sources))),
      },
    }
    const is_one_moment = isDeepStrictEqual(before, await snapshot(question, sources))
    const { normal_form, narrows_alerts } = question
    if (is_one_moment || left === 1 || before.overview.is_partial) {
      return { view, normal_form, narrows_alerts, ...facts, is_one_moment }
    }
  }
}

async function questionOf(view: ReportView, { alerts, threat_types }: ReportSources): Promise<Question> {
  const { list, q = '', threat_type, status, severity, raised, alert_id } = view
  const range = timesIn(readRange(view.after, view.before))
  const tree = q.trim() === '' ? EVERYTHING : await readQuery(q, list, threat_types)
  const narrows_alerts = list === 'alerts' || parseQuery(q, 'alerts').ok
  const capture_id = view.capture_id ?? (alert_id === undefined ? undefined : (await alerts.get(alert_id)).capture_id)
  return {
    view,
    capture_id,
    alerts: {
      ...{ raised, status, severity, threat_type, capture_id },
      q: textOf([narrows_alerts ? tree : EVERYTHING, range]),
    },
    flows: list === 'alerts' ? null : { threat_type, capture_id, alert_id, q: textOf([tree, range]) },
    normal_form: q.trim() === '' ? null : printQuery(tree),
    narrows_alerts,
  }
}

function textOf(parts: readonly QueryTree[]): string {
  return printQuery(combined('all', parts))
}

function scopeOf({ capture_id, view: { after, before } }: Question) {
  return { capture_id, after, before }
}

/** What tells whether anything changed while a report is made. */
async function snapshot(question: Question, { charts, alerts, captures }: ReportSources) {
  const { view, capture_id } = question
  const totalOf = async (raised: boolean) => (await alerts.list({ raised, capture_id, limit: 1 })).total
  const { items, total } = await listedAlerts(question, alerts)
  const stored = await captures.list(MOST_CAPTURES, undefined)
  return {
    overview: await charts.overview(capture_id ?? null, readRange(view.after, view.before)),
    alerts: { items, total, total_raised: await totalOf(true), total_unraised: await totalOf(false) },
    captures: {
      items: capture_id === undefined ? stored.items : [await captures.get(capture_id)],
      total: capture_id === undefined ? stored.total : 1,
      total_stored: stored.total,
    },
  }
}

async function listedAlerts(
  { view: { alert_id }, alerts: query }: Question,
  alerts: AlertService,
): Promise<{ items: readonly Pick<AlertDetail, 'id' | 'version'>[]; total: number }> {
  if (alert_id !== undefined) return { items: [await alerts.get(alert_id)], total: 1 }
  const { items, total } = await alerts.list({ ...query, limit: ALERTS_LOOKED_AT })
  const decided = items.slice(MOST_ALERTS).filter(({ version }) => version > 1)
  return { items: [...items.slice(0, MOST_ALERTS), ...decided.slice(0, MOST_DECIDED)], total }
}

/** The newest of them, and how many there are if that is known in time. */
async function newestFlows(
  query: Omit<FlowQuery, 'limit' | 'cursor'>,
  flows: FlowService,
): Promise<NonNullable<ReportFacts['flows']>> {
  const until_ms = performance.now() + COUNT_MS
  const newest: Flow[] = []
  let counted = 0
  for (let cursor: string | undefined; ;) {
    const page = await flows.list({ ...query, limit: PAGE_ROWS, cursor })
    newest.push(...page.items.slice(0, MOST_FLOWS - newest.length))
    counted += page.items.length
    const total = page.next_cursor === null ? counted : page.total
    const is_done = total !== null && (page.next_cursor === null || newest.length === MOST_FLOWS)
    if (is_done || performance.now() > until_ms) return { items: newest, total, progress: page.progress }
    cursor = page.next_cursor ?? undefined
  }
}

async function reported(
  capture: ReportedCapture['capture'],
  { alerts, captures }: ReportSources,
): Promise<ReportedCapture> {
  try {
    const { judgements } = await alerts.judgements(capture.id)
    return { capture, judgements, rejected: await rejectedReasons(capture.id, captures) }
  } catch (error) {
    // It was deleted just now, which the next look at the captures tells.
    if (error instanceof AnomalyError && error.code === 'not_found') {
      return { capture, judgements: [], rejected: { reasons: [], seen: 0 } }
    }
    throw error
  }
}

async function rejectedReasons(id: number, captures: CaptureService): Promise<RejectedReasons> {
  const counts = new Map<string, { column: string | null; reason: string; rows: number }>()
  let seen = 0
  for (let cursor: string | undefined; seen < MOST_REJECTED;) {
    const { items, next_cursor } = await captures.rejectedRows(id, PAGE_ROWS, cursor)
    for (const { column, reason } of items) {
      const key = JSON.stringify([column, reason])
      const known = counts.get(key) ?? { column, reason, rows: 0 }
      counts.set(key, { ...known, rows: known.rows + 1 })
    }
    seen += items.length
    if (next_cursor === null) break
    cursor = next_cursor
  }
  const reasons = [...counts.values()].sort((one, other) => other.rows - one.rows)
  const others = reasons.slice(MOST_REASONS)
  const rest = { column: null, reason: 'for other reasons', rows: others.reduce((sum, { rows }) => sum + rows, 0) }
  return { reasons: [...reasons.slice(0, MOST_REASONS), ...(others.length > 0 ? [rest] : [])], seen }
}
