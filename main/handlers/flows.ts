import type { FlowService } from '../services/flow-service.ts'
import type { TrafficService } from '../services/traffic-service.ts'
import type { HandlersFor } from './handlers.ts'

export function flowHandlers(
  flows: FlowService,
  traffic: TrafficService,
): HandlersFor<'flows.list' | 'flows.get' | 'flows.traffic'> {
  return {
    'flows.list': (query) => flows.list(query),
    'flows.get': ({ id }) => flows.get(id),
    'flows.traffic': ({ ids, features }) => traffic.list(ids, features),
  }
}
