import type { BehaviourService } from '../services/behaviour-service.ts'
import type { HandlersFor } from './handlers.ts'

export function behaviourHandlers(behaviour: BehaviourService): HandlersFor<'behaviour.measure' | 'behaviour.judge'> {
  return {
    'behaviour.measure': ({ id, proposed }) => behaviour.measure(id, proposed),
    'behaviour.judge': ({ id }) => behaviour.judge(id),
  }
}
