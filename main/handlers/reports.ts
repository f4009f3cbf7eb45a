import type { People } from '../services/people.ts'
import type { ReportService } from '../services/report-service.ts'
import type { HandlersFor } from './handlers.ts'

export function reportHandlers(reports: ReportService, people: People): HandlersFor<'reports.get' | 'reports.save'> {
  return {
    'reports.get': async (view, caller) => reports.get(view, await people.whoAsks(caller)),
    'reports.save': async (view, caller) => reports.save(view, await people.whoAsks(caller)),
  }
}
