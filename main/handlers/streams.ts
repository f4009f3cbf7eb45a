import type { StreamService } from '../services/stream-service.ts'
import type { HandlersFor } from './handlers.ts'

export function streamHandlers(
  streams: StreamService,
): HandlersFor<
  | 'streams.start'
  | 'streams.list'
  | 'streams.get'
  | 'streams.segments'
  | 'streams.pause'
  | 'streams.resume'
  | 'streams.stop'
  | 'streams.interfaces'
> {
  return {
    'streams.start': (request) => streams.start(request),
    'streams.list': ({ limit, cursor }) => streams.list(limit, cursor),
    'streams.get': ({ id }) => streams.get(id),
    'streams.segments': ({ id, limit, cursor }) => streams.segments(id, limit, cursor),
    'streams.pause': ({ id }) => streams.pause(id),
    'streams.resume': ({ id }) => streams.resume(id),
    'streams.stop': ({ id }) => streams.stop(id),
    'streams.interfaces': () => streams.interfaces(),
  }
}
