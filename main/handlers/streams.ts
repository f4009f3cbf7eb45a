import type { StreamService } from '../services/stream-service.ts'
import type { HandlersFor } from './handlers.ts'

/** Asks a person for a folder; null when they change their mind. */
export type ChooseFolder = () => Promise<string | null>

export function streamHandlers(
  streams: StreamService,
  chooseFolder: ChooseFolder,
): HandlersFor<
  | 'streams.start'
  | 'streams.list'
  | 'streams.get'
  | 'streams.segments'
  | 'streams.pause'
  | 'streams.resume'
  | 'streams.stop'
  | 'streams.chooseFolder'
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
    'streams.chooseFolder': async () => ({ path: await chooseFolder() }),
    'streams.interfaces': () => streams.interfaces(),
  }
}
