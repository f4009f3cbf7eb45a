import { AlertStatusSchema, SeveritySchema, type AlertStatus, type Severity } from '../../../contract/alerts.ts'
import { readFilters, writeFilters, type Filters } from './search-filters.ts'

/** Where the queue is looked at: `all` is every alert that is raised, `unraised` what was decided and is raised no more. */
export type StatusTab = AlertStatus | 'all' | 'unraised'

/** What narrows the queue, as it stands in the address. */
export interface AlertFilters extends Omit<Filters, 'alert_id'> {
  status: StatusTab
  severity?: Severity
}

export function readAlertFilters(search: URLSearchParams): AlertFilters {
  const { q, capture_id, threat_type } = readFilters(search)
  const status = search.get('status')
  const severity = SeveritySchema.safeParse(search.get('severity'))
  return {
    status: status === 'all' || status === 'unraised' ? status : (AlertStatusSchema.safeParse(status).data ?? 'open'),
    ...(q === undefined ? {} : { q }),
    ...(severity.success ? { severity: severity.data } : {}),
    ...(threat_type === undefined ? {} : { threat_type }),
    ...(capture_id === undefined ? {} : { capture_id }),
  }
}

export function writeAlertFilters({ status, severity, ...filters }: Partial<AlertFilters>): URLSearchParams {
  const search = writeFilters(filters)
  if (severity !== undefined) search.set('severity', severity)
  if (status !== undefined && status !== 'open') search.set('status', status)
  return search
}

/** Address of the queue. */
export function addressOfAlerts(filters: Partial<AlertFilters> = {}): string {
  return withSearch('/alerts', filters)
}

/** Address of one alert, with the queue it is looked at in. */
export function addressOfAlert(id: number, filters: Partial<AlertFilters> = {}): string {
  return withSearch(`/alerts/${id}`, filters)
}

function withSearch(path: string, filters: Partial<AlertFilters>): string {
  const search = writeAlertFilters(filters).toString()
  return search === '' ? path : `${path}?${search}`
}

/** Whether a tab holds alerts wherever they stand. */
export function mixesStatuses(tab: StatusTab): tab is 'all' | 'unraised' {
  return tab === 'all' || tab === 'unraised'
}

/** The same filters as the operation takes them. */
export function toInput({ status, ...filters }: AlertFilters) {
  if (status === 'unraised') return { raised: false, ...filters }
  return status === 'all' ? filters : { status, ...filters }
}

/** The same filters with another query; empty for none. */
export function withQuery(filters: AlertFilters, q: string): AlertFilters {
  const next = { ...filters }
  if (q === '') delete next.q
  else next.q = q
  return next
}
