import type { JobService } from '../services/job-service.ts'
import type { HandlersFor } from './handlers.ts'

export function jobHandlers(jobs: JobService): HandlersFor<'jobs.list' | 'jobs.get' | 'jobs.cancel'> {
  return {
    'jobs.list': ({ status, limit, cursor }) => jobs.list(status, limit, cursor),
    'jobs.get': ({ id }) => jobs.get(id),
    'jobs.cancel': ({ id }) => jobs.cancel(id),
  }
}
