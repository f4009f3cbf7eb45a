import type { ModelService } from '../services/model-service.ts'
import type { HandlersFor } from './handlers.ts'

export function modelHandlers(models: ModelService): HandlersFor<'models.status'> {
  return { 'models.status': () => models.status() }
}
