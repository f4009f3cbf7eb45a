import type { AlertService } from '../services/alert-service.ts'
import type { People } from '../services/people.ts'
import type { HandlersFor } from './handlers.ts'

export function alertHandlers(
  alerts: AlertService,
  people: People,
): HandlersFor<'alerts.list' | 'alerts.get' | 'alerts.noticedFlows' | 'alerts.judgements' | 'alerts.update'> {
  return {
    'alerts.list': (query) => alerts.list(query),
    'alerts.get': ({ id }) => alerts.get(id),
    'alerts.noticedFlows': (query) => alerts.noticedFlows(query),
    'alerts.judgements': ({ capture_id }) => alerts.judgements(capture_id),
    'alerts.update': async ({ id, ...change }, caller) => alerts.update(id, change, await people.whoAsks(caller)),
  }
}
