import type { FlowService } from '../services/flow-service.ts'
import type { HandlersFor } from './handlers.ts'

export function flowHandlers(flows: FlowService): HandlersFor<'flows.list' | 'flows.get'> {
  return {
    'flows.list': (query) => flows.list(query),
    'flows.get': ({ id }) => flows.get(id),
  }
}
