import type { ExplanationService } from '../services/explanation-service.ts'
import type { HandlersFor } from './handlers.ts'

export function explanationHandlers(
  explanations: ExplanationService,
): HandlersFor<'flows.features' | 'flows.explain' | 'alerts.explain'> {
  return {
    'flows.features': ({ id }) => explanations.features(id),
    'flows.explain': ({ id, limit }) => explanations.explainFlow(id, limit),
    'alerts.explain': ({ id, limit }) => explanations.explainAlert(id, limit),
  }
}
