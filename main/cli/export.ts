import { extname, resolve } from 'node:path'

import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import type { ExportedList } from '../../contract/exports.ts'
import type { FlowSort } from '../../contract/flows.ts'
import { LIST_FORMATS } from '../../contract/list-formats.ts'
import type { Job } from '../../contract/jobs.ts'
import type { App } from '../compose.ts'
import { type Call, withDataDirectory } from './data-directory.ts'
import { print, printJson } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface ExportOptions {
  readonly out: string
  readonly query?: string
  readonly capture?: number
  readonly dataDir?: string
  readonly json?: boolean
}

export interface FlowExportOptions extends ExportOptions {
  readonly sort?: FlowSort
  readonly order?: 'asc' | 'desc'
}

/** Saves the flows of a data directory that a query holds for, in any order of the list. */
export function exportFlows(options: FlowExportOptions): Promise<void> {
  return exportList('flows', options)
}

/** Saves the alerts of a data directory that a query holds for. */
export function exportAlerts(options: ExportOptions): Promise<void> {
  return exportList('alerts', options)
}

async function exportList(what: ExportedList, options: FlowExportOptions): Promise<void> {
  const { out, query, capture, sort, order, json, dataDir } = options
  const path = resolve(out)
  const format = LIST_FORMATS.find((name) => extname(path).toLowerCase() === `.${name}`)
  if (format === undefined) {
    throw new AnomalyError('invalid_input', 'The name given with --out must end in .csv or .jsonl.')
  }
  const signal = stopsBySignal()
  const input = {
    format,
    ...(query === undefined ? {} : { q: query }),
    ...(capture === undefined ? {} : { capture_id: capture }),
  }
  await withDataDirectory(
    dataDir,
    async (call, app) => {
      const { job_id } = await (what === 'flows'
        ? call('exports.flows', { ...input, sort, order })
        : call('exports.alerts', input))
      const { status, stage, error } = await endOf(job_id ?? 0, call, app, signal)
      if (error !== null) throw fromProblem(error)
      if (status !== 'done') throw new AnomalyError('cancelled', 'The export was stopped; nothing was written.')
      if (json === true) printJson({ path, outcome: stage })
      else print(stage ?? '')
    },
    { chooseSavePath: () => Promise.resolve(path), only_reads: true },
  )
}

/** The job when it is over; it is cancelled once the signal aborts. */
async function endOf(id: number, call: Call, app: App, signal: AbortSignal): Promise<Job> {
  const cancel = () => {
    // One that has just ended is not cancelled any more, and is told as it ended.
    void call('jobs.cancel', { id }).catch(() => undefined)
  }
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  return new Promise((settle, reject) => {
    const look = (job: Job) => {
      if (job.id === id && job.status !== 'queued' && job.status !== 'running') settle(job)
    }
    app.events.subscribe((event) => {
      if (event.type === 'job') look(event.job)
    })
    call('jobs.get', { id }).then(look, reject)
  })
}
