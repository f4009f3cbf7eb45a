import type { EvaluationService } from '../services/evaluation-service.ts'
import type { RescoreService } from '../services/rescore-service.ts'
import type { HandlersFor } from './handlers.ts'

export function scoringHandlers(
  scorings: RescoreService,
  evaluations: EvaluationService,
): HandlersFor<
  | 'captures.scorings'
  | 'captures.confusion'
  | 'captures.rescore'
  | 'captures.showScoring'
  | 'models.evaluate'
  | 'models.compare'
> {
  return {
    'captures.scorings': async ({ id }) => ({ scorings: await scorings.list(id) }),
    'captures.confusion': ({ id }) => evaluations.evaluateShown(id),
    'captures.rescore': ({ id, model_id }) => scorings.start(id, model_id),
    'captures.showScoring': ({ id, scoring_id }) => scorings.show(id, scoring_id),
    'models.evaluate': ({ scoring_id }) => evaluations.evaluate(scoring_id),
    'models.compare': ({ scoring_id, other_id }) => evaluations.compare(scoring_id, other_id),
  }
}
