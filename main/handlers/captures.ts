import type { CaptureService } from '../services/capture-service.ts'
import { findFiles } from '../services/find-files.ts'
import type { RejectedRowsFile } from '../services/rejected-rows-file.ts'
import type { ImportService } from '../services/import-service.ts'
import type { HandlersFor } from './handlers.ts'

export function captureHandlers(
  captures: CaptureService,
  imports: ImportService,
  rejected_rows: RejectedRowsFile,
  sample_path: string,
): HandlersFor<
  | 'captures.import'
  | 'captures.preview'
  | 'captures.findFiles'
  | 'captures.importSample'
  | 'captures.list'
  | 'captures.get'
  | 'captures.rejectedRows'
  | 'captures.saveRejectedRows'
  | 'captures.delete'
> {
  return {
    'captures.import': (request) => imports.start(request),
    'captures.preview': (request) => imports.preview(request),
    'captures.findFiles': ({ paths }) => findFiles(paths),
    'captures.importSample': ({ allow_repeat }) => imports.start({ path: sample_path, allow_repeat }),
    'captures.list': ({ limit, cursor }) => captures.list(limit, cursor),
    'captures.get': ({ id }) => captures.get(id),
    'captures.rejectedRows': ({ id, limit, cursor }) => captures.rejectedRows(id, limit, cursor),
    'captures.saveRejectedRows': ({ id }) => rejected_rows.save(id),
    'captures.delete': async ({ id }) => {
      await captures.delete(id)
      return { deleted: true, id }
    },
  }
}
