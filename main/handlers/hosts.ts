import type { HostService } from '../services/host-service.ts'
import type { People } from '../services/people.ts'
import type { HandlersFor } from './handlers.ts'

export function hostHandlers(
  hosts: HostService,
  people: People,
): HandlersFor<'hosts.get' | 'hosts.update' | 'hosts.list' | 'hosts.active'> {
  return {
    'hosts.get': (query) => hosts.get(query),
    'hosts.update': async (change, caller) => hosts.update(change, await people.whoAsks(caller)),
    'hosts.list': (query) => hosts.list(query),
    'hosts.active': (query) => hosts.active(query),
  }
}
