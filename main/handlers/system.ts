import type { SystemService } from '../services/system-service.ts'
import type { HandlersFor } from './handlers.ts'

export function systemHandlers(system: SystemService): HandlersFor<'system.health' | 'system.status'> {
  return {
    'system.health': () => system.health(),
    'system.status': () => system.status(),
  }
}
