import type { ExportService } from '../services/export-service.ts'
import type { HandlersFor } from './handlers.ts'

export function exportHandlers(exporting: ExportService): HandlersFor<'exports.flows' | 'exports.alerts'> {
  return {
    'exports.flows': ({ format, ...filters }) => exporting.save({ what: 'flows', filters }, format),
    'exports.alerts': ({ format, ...filters }) => exporting.save({ what: 'alerts', filters }, format),
  }
}
