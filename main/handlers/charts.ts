import type { ChartService } from '../services/chart-service.ts'
import type { HandlersFor } from './handlers.ts'

export function chartHandlers(charts: ChartService): HandlersFor<'charts.overview'> {
  return { 'charts.overview': ({ capture_id }) => charts.overview(capture_id ?? null) }
}
