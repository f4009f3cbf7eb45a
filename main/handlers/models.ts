import type { ModelService } from '../services/model-service.ts'
import type { People } from '../services/people.ts'
import type { TrainingService } from '../services/training-service.ts'
import type { HandlersFor } from './handlers.ts'

export function modelHandlers(
  models: ModelService,
  trainings: TrainingService,
  people: People,
): HandlersFor<
  | 'models.status'
  | 'models.list'
  | 'models.get'
  | 'models.import'
  | 'models.activate'
  | 'models.rollBack'
  | 'models.delete'
  | 'models.train'
> {
  return {
    'models.status': () => models.status(),
    'models.list': () => models.list(),
    'models.get': ({ id }) => models.get(id),
    'models.import': ({ path }) => models.import(path),
    'models.activate': async ({ id }, caller) => models.activate(id, await people.whoAsks(caller)),
    'models.rollBack': async (_, caller) => models.rollBack(await people.whoAsks(caller)),
    'models.delete': async ({ id }) => {
      await models.delete(id)
      return { deleted: true, id }
    },
    'models.train': (request) => trainings.start(request),
  }
}
