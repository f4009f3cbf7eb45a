import type { AlertService } from '../services/alert-service.ts'
import type { ConversationService } from '../services/conversation-service.ts'
import type { People } from '../services/people.ts'
import type { KnownPlaces } from '../services/known-places.ts'
import type { HandlersFor } from './handlers.ts'

export function alertHandlers(
  alerts: AlertService,
  conversations: ConversationService,
  people: People,
  places: KnownPlaces,
): HandlersFor<
  'alerts.list' | 'alerts.get' | 'alerts.noticedFlows' | 'alerts.conversations' | 'alerts.judgements' | 'alerts.update'
> {
  return {
    'alerts.list': async (query, caller) => {
      const page = await alerts.list(query)
      await places.check(query, page.items, caller.actor)
      return page
    },
    'alerts.get': ({ id }) => alerts.get(id),
    'alerts.noticedFlows': (query) => alerts.noticedFlows(query),
    'alerts.conversations': (query, { actor, signal }) =>
      actor === 'window' ? conversations.listShown(query) : conversations.list(query, signal),
    'alerts.judgements': ({ capture_id }) => alerts.judgements(capture_id),
    'alerts.update': async ({ id, ...change }, caller) => alerts.update(id, change, await people.whoAsks(caller)),
  }
}
