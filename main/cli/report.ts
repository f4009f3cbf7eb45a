import { resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { ReportInput } from '../../contract/reports.ts'
import { withDataDirectory } from './data-directory.ts'
import { print, printJson } from './output.ts'

export interface ReportOptions {
  readonly out: string
  readonly list: 'alerts' | 'flows'
  readonly query?: string
  readonly capture?: number
  readonly after?: string
  readonly before?: string
  readonly dataDir?: string
  readonly json?: boolean
}

/** Saves a report of a data directory as one HTML page. */
export async function report({ out, dataDir, json, ...options }: ReportOptions): Promise<void> {
  if (!/\.html?$/i.test(out)) {
    throw new AnomalyError('invalid_input', 'The name given with --out must end in .html.')
  }
  const path = resolve(out)
  const { list, query, capture, after, before } = options
  const input: ReportInput = {
    list,
    ...(query === undefined ? {} : { q: query }),
    ...(capture === undefined ? {} : { capture_id: capture }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  }
  await withDataDirectory(
    dataDir,
    async (call) => {
      await call('reports.save', input)
      if (json === true) printJson({ path })
      else print(`Report saved as ${path}.`)
    },
    { chooseSavePath: () => Promise.resolve(path), only_reads: true },
  )
}
