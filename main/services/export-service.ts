import { basename } from 'node:path'

import type { ExportManifest } from '../../contract/exports.ts'
import type { ListFormat } from '../../contract/list-formats.ts'
import { printQuery } from '../../contract/query/print.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Jobs, JobTurn } from '../runs/jobs.ts'
import type { Store } from '../store/store.ts'
import type { AlertService } from './alert-service.ts'
import type { Evidence } from './evidence.ts'
import { type ExportPlace, exportPlace, refuseForeignManifest, writeExport, type Written } from './export-file.ts'
import {
  alertPages,
  exportColumns,
  type ExportPage,
  type ExportSelection,
  flowPages,
  orderOf,
  refuseTooLong,
} from './export-rows.ts'
import { captureFacts, exportScope, type ExportScope } from './export-scope.ts'
import type { FlowService } from './flow-service.ts'
import { counted } from './packet-words.ts'
import { readQuery } from './query-input.ts'
import type { ChooseSavePath } from './rejected-rows-file.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromClock, nowUs } from './time.ts'
import { zonedRow, zoneName } from './zoned-rows.ts'

const NARROWS_NOTHING: ReadonlySet<string> = new Set(['sort', 'order'])

/** Takes lists of flows and alerts away as files, each with a manifest beside it. */
export class ExportService {
  readonly #store: Store
  readonly #jobs: Jobs
  readonly #flows: FlowService
  readonly #alerts: AlertService
  readonly #threat_types: ThreatTypeFilter
  readonly #settings: SettingsService
  readonly #evidence: Evidence
  readonly #version: string
  readonly #choose: ChooseSavePath

  constructor(parts: {
    store: Store
    jobs: Jobs
    flows: FlowService
    alerts: AlertService
    threat_types: ThreatTypeFilter
    settings: SettingsService
    evidence: Evidence
    version: string
    choose: ChooseSavePath
  }) {
    this.#store = parts.store
    this.#jobs = parts.jobs
    this.#flows = parts.flows
    this.#alerts = parts.alerts
    this.#threat_types = parts.threat_types
    this.#settings = parts.settings
    this.#evidence = parts.evidence
    this.#version = parts.version
    this.#choose = parts.choose
  }

  /**
   * Asks where a list is to be saved, and starts the job that does it.
   * @param format of a name that ends in neither `.csv` nor `.jsonl`
   * @throws AnomalyError `invalid_input`, `not_found`, `conflict`
   */
  async save(selection: ExportSelection, format: ListFormat): Promise<{ path: string | null; job_id: number | null }> {
    // What cannot be exported is said before anybody chooses a place.
    await this.#questionOf(selection)
    await exportScope(selection, this.#store)
    if (selection.what === 'flows') await refuseTooLong(this.#flows, selection.filters)
    const path = await this.#choose(`${selection.what}.${format}`)
    if (path === null) return { path, job_id: null }
    const place = exportPlace(path, format)
    await this.#evidence.refuse(place.path, place.manifest_path)
    await refuseForeignManifest(place)
    const { job_id } = await this.#jobs.start({
      kind: 'export',
      lane: 'exports',
      size: { unit: 'percent', total: 100 },
      create: async () => ({
        job_id: await this.#store.jobs.create({
          ...{ kind: 'export', title: basename(path), model_id: null, created_at_us: nowUs() },
          capture_id: selection.filters.capture_id ?? null,
          ...{ progress_unit: 'percent', progress_total: 100 },
        }),
      }),
      work: async (_job, turn) => ({ stage: await this.#write(selection, place, turn), progress_done: 100 }),
      affects: [],
    })
    return { path, job_id }
  }

  /** @returns what came of it, in a sentence */
  async #write(selection: ExportSelection, place: ExportPlace, turn: JobTurn): Promise<string> {
    const scope = await exportScope(selection, this.#store)
    const { what } = selection
    const columns = exportColumns(selection)
    const { time_zone } = await this.#settings.get()
    const pages = zonedPages(this.#pages(selection, scope, turn), time_zone)
    const manifestOf = async (written: Written): Promise<ExportManifest> => ({
      ...{ manifest: 1, product: 'AnomalyX', product_version: this.#version, created_at: isoFromClock(nowUs()) },
      ...{ what, file: basename(place.path), format: place.format, columns: [...columns] },
      ...{ rows: written.rows, size_bytes: written.size_bytes, sha256: written.sha256, time_zone: zoneName(time_zone) },
      ...(await this.#questionOf(selection)),
      ...(selection.what === 'flows' ? { sorted_by: orderOf(selection.filters) } : {}),
      captures: await captureFacts(scope, written.by_capture, this.#store),
    })
    const { rows } = await writeExport(place, columns, pages, manifestOf, turn.signal)
    const noun = what === 'flows' ? 'flow' : 'alert'
    return `${counted(rows, noun)} saved as ${place.path}, with ${basename(place.manifest_path)} beside it.`
  }

  /** Pages of the list without rows of captures that came after the export began. */
  async *#pages(selection: ExportSelection, scope: ExportScope, turn: JobTurn): AsyncGenerator<ExportPage> {
    const pages =
      selection.what === 'flows'
        ? flowPages(this.#flows, selection.filters)
        : alertPages(this.#alerts, selection.filters)
    for await (const { rows, share } of pages) {
      await turn.goOn()
      yield { rows: rows.filter(({ capture_id }) => scope.has(capture_id)), share }
      await turn.report(Math.floor(100 * share), 'writing')
    }
  }

  /** What the list was asked by, as the manifest tells it. @throws AnomalyError `invalid_input` */
  async #questionOf({ what, filters }: ExportSelection): Promise<Pick<ExportManifest, 'query' | 'filters'>> {
    const { q = '', threat_type, ...others } = filters
    const text = q.trim()
    const tree = text === '' ? null : await readQuery(text, what, this.#threat_types)
    const given = Object.entries(others).flatMap(([name, value]) =>
      // Columns and their order narrow nothing.
      value === undefined || typeof value === 'object' || NARROWS_NOTHING.has(name) ? [] : [[name, value] as const],
    )
    return {
      query: tree === null ? null : { text, normal_form: printQuery(tree) },
      filters: {
        ...(threat_type === undefined ? {} : { threat_type: await this.#threat_types.spelled(threat_type) }),
        ...Object.fromEntries(given),
      },
    }
  }
}

async function* zonedPages(
  pages: AsyncIterable<ExportPage>,
  time_zone: Settings['time_zone'],
): AsyncGenerator<ExportPage> {
  for await (const page of pages) yield { ...page, rows: page.rows.map((row) => zonedRow(row, time_zone)) }
}
