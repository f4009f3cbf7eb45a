import type { ChartService } from '../services/chart-service.ts'
import { readRange } from '../services/time-range.ts'
import type { HandlersFor } from './handlers.ts'

export function chartHandlers(charts: ChartService): HandlersFor<'charts.overview'> {
  return {
    'charts.overview': async ({ capture_id, after, before }) =>
      charts.overview(capture_id ?? null, readRange(after, before)),
  }
}
