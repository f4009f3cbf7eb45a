import type { JobService } from '../services/job-service.ts'
import type { HandlersFor } from './handlers.ts'

export function jobHandlers(
  jobs: JobService,
): HandlersFor<
  | 'jobs.list'
  | 'jobs.get'
  | 'jobs.cancel'
  | 'jobs.move'
  | 'jobs.queue'
  | 'jobs.pauseQueue'
  | 'jobs.resumeQueue'
  | 'jobs.cancelAll'
> {
  return {
    'jobs.list': ({ status, limit, cursor }) => jobs.list(status, limit, cursor),
    'jobs.get': ({ id }) => jobs.get(id),
    'jobs.cancel': ({ id }) => jobs.cancel(id),
    'jobs.move': async ({ id, before_id }) => {
      await jobs.get(id)
      return jobs.move(id, before_id)
    },
    'jobs.queue': () => jobs.queue(),
    'jobs.pauseQueue': () => jobs.pause(),
    'jobs.resumeQueue': () => jobs.resume(),
    'jobs.cancelAll': () => jobs.cancelAll(),
  }
}
