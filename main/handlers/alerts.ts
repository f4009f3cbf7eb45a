import type { AlertService } from '../services/alert-service.ts'
import type { HandlersFor } from './handlers.ts'

export function alertHandlers(alerts: AlertService): HandlersFor<'alerts.list' | 'alerts.get' | 'alerts.update'> {
  return {
    'alerts.list': (query) => alerts.list(query),
    'alerts.get': ({ id }) => alerts.get(id),
    'alerts.update': ({ id, ...change }, { actor }) => alerts.update(id, change, actor),
  }
}
