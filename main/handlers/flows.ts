import type { FlowService } from '../services/flow-service.ts'
import type { TrafficService } from '../services/traffic-service.ts'
import type { KnownPlaces } from '../services/known-places.ts'
import type { HandlersFor } from './handlers.ts'

export function flowHandlers(
  flows: FlowService,
  traffic: TrafficService,
  places: KnownPlaces,
): HandlersFor<'flows.list' | 'flows.get' | 'flows.traffic'> {
  return {
    'flows.list': async (query, caller) => {
      const page = await flows.list(query)
      await places.check(query, page.items, caller.actor)
      return page
    },
    'flows.get': ({ id }) => flows.get(id),
    'flows.traffic': ({ ids, features }) => traffic.list(ids, features),
  }
}
