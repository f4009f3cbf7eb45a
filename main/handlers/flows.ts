import type { FlowService } from '../services/flow-service.ts'
import type { TrafficService } from '../services/traffic-service.ts'
import type { Store } from '../store/store.ts'
import type { HandlersFor } from './handlers.ts'
import { refuseUnknownPlaces } from './known-places.ts'

export function flowHandlers(
  flows: FlowService,
  traffic: TrafficService,
  store: Store,
): HandlersFor<'flows.list' | 'flows.get' | 'flows.traffic'> {
  return {
    'flows.list': async (query, caller) => {
      const page = await flows.list(query)
      await refuseUnknownPlaces(store, query, page.items, caller)
      return page
    },
    'flows.get': ({ id }) => flows.get(id),
    'flows.traffic': ({ ids, features }) => traffic.list(ids, features),
  }
}
