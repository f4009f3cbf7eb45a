import type { AlertService } from '../services/alert-service.ts'
import type { People } from '../services/people.ts'
import type { Store } from '../store/store.ts'
import type { HandlersFor } from './handlers.ts'
import { refuseUnknownPlaces } from './known-places.ts'

export function alertHandlers(
  alerts: AlertService,
  people: People,
  store: Store,
): HandlersFor<'alerts.list' | 'alerts.get' | 'alerts.noticedFlows' | 'alerts.judgements' | 'alerts.update'> {
  return {
    'alerts.list': async (query, caller) => {
      const page = await alerts.list(query)
      await refuseUnknownPlaces(store, query, page.items, caller)
      return page
    },
    'alerts.get': ({ id }) => alerts.get(id),
    'alerts.noticedFlows': (query) => alerts.noticedFlows(query),
    'alerts.judgements': ({ capture_id }) => alerts.judgements(capture_id),
    'alerts.update': async ({ id, ...change }, caller) => alerts.update(id, change, await people.whoAsks(caller)),
  }
}
