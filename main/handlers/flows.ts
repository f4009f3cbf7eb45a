import type { DetectionService } from '../services/detection-service.ts'
import type { FlowService } from '../services/flow-service.ts'
import type { HandlersFor } from './handlers.ts'

export function flowHandlers(
  flows: FlowService,
  detections: DetectionService,
): HandlersFor<'flows.list' | 'flows.get' | 'detection.classify'> {
  return {
    'flows.list': (query) => flows.list(query),
    'flows.get': ({ id }) => flows.get(id),
    'detection.classify': async ({ log_entries }) => ({ predictions: await detections.classify(log_entries) }),
  }
}
