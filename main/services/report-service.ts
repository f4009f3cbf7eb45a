import type { ReportView } from '../../contract/reports.ts'
import { openOutputFile } from '../files/output-file.ts'
import { reportPage } from '../report/report-page.ts'
import type { Evidence } from './evidence.ts'
import type { Who } from './people.ts'
import type { ChooseSavePath } from './rejected-rows-file.ts'
import { type ReportSources, viewedFacts } from './report-facts.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromClock, nowUs } from './time.ts'

/** What the window shows, as a page that can be printed and given away. */
export class ReportService {
  readonly #sources: ReportSources
  readonly #settings: SettingsService
  readonly #evidence: Evidence
  readonly #version: string
  readonly #choose: ChooseSavePath

  constructor(
    parts: ReportSources & { settings: SettingsService; evidence: Evidence; version: string; choose: ChooseSavePath },
  ) {
    this.#sources = parts
    this.#settings = parts.settings
    this.#evidence = parts.evidence
    this.#version = parts.version
    this.#choose = parts.choose
  }

  /** @throws AnomalyError `invalid_input`, `not_found` */
  async get(view: ReportView, made_by: Who): Promise<{ html: string; name: string }> {
    const facts = await viewedFacts(view, this.#sources)
    const made_at = isoFromClock(nowUs())
    const { time_zone } = await this.#settings.get()
    const html = reportPage({ ...facts, made_at, made_by, time_zone, product_version: this.#version })
    return { html, name: `anomalyx-report-${made_at.slice(0, 10)}.html` }
  }

  /**
   * Asks where a report is to be saved, and writes it there; the file appears when it is complete.
   * @returns null for the path when nobody chose one
   * @throws AnomalyError `invalid_input`, `not_found`, `unreadable_file` when it cannot be written
   */
  async save(view: ReportView, made_by: Who): Promise<{ path: string | null }> {
    const { html, name } = await this.get(view, made_by)
    const path = await this.#choose(name)
    if (path === null) return { path }
    await this.#evidence.refuse(path)
    const file = await openOutputFile(path, { mode: 0o600 })
    try {
      await file.write(html)
    } catch (error) {
      await file.discard()
      throw error
    }
    await file.commit()
    return { path }
  }
}
