import type { DetectionService } from '../services/detection-service.ts'
import type { HandlersFor } from './handlers.ts'

export function detectionHandlers(detections: DetectionService): HandlersFor<'detection.classify'> {
  return {
    'detection.classify': async ({ log_entries }) => ({ predictions: await detections.classify(log_entries) }),
  }
}
