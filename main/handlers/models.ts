import type { EvaluationService } from '../services/evaluation-service.ts'
import type { ModelService } from '../services/model-service.ts'
import type { TrainingService } from '../services/training-service.ts'
import type { HandlersFor } from './handlers.ts'

export function modelHandlers(
  models: ModelService,
  trainings: TrainingService,
  evaluations: EvaluationService,
): HandlersFor<
  | 'models.status'
  | 'models.list'
  | 'models.get'
  | 'models.import'
  | 'models.activate'
  | 'models.rollBack'
  | 'models.delete'
  | 'models.train'
  | 'models.evaluate'
  | 'models.compare'
> {
  return {
    'models.status': () => models.status(),
    'models.list': () => models.list(),
    'models.get': ({ id }) => models.get(id),
    'models.import': ({ path }) => models.import(path),
    'models.activate': ({ id }, { actor }) => models.activate(id, actor),
    'models.rollBack': (_, { actor }) => models.rollBack(actor),
    'models.delete': async ({ id }) => {
      await models.delete(id)
      return { deleted: true, id }
    },
    'models.train': (request) => trainings.start(request),
    'models.evaluate': ({ scoring_id }) => evaluations.evaluate(scoring_id),
    'models.compare': ({ scoring_id, other_id }) => evaluations.compare(scoring_id, other_id),
  }
}
