import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { CapturePreview, ImportStarted } from '../../contract/captures.ts'
import { AnomalyError, type Problem, toProblem } from '../../contract/errors.ts'
import type { LayoutOptions } from '../capture/layout.ts'
import type { Engine } from '../engine/client.ts'
import type { ScoredPart } from '../engine/protocol.ts'
import type { Store } from '../store/client.ts'
import { aggregate } from './aggregate.ts'
import { type CaptureFile, checkUnchanged, inspectCaptureFile } from './capture-file.ts'
import type { EventBus } from './event-bus.ts'
import { type JobQueue, STOPPED } from './job-queue.ts'
import { toJob } from './job-service.ts'
import { Mutex } from './mutex.ts'
import type { Removal } from './removal.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromUs, nowUs } from './time.ts'

const PROGRESS_INTERVAL_MS = 250

export interface ImportRequest {
  readonly path: string
  readonly name?: string | undefined
  readonly utc_offset_minutes?: number | undefined
  readonly allow_repeat: boolean
}

/** A capture on its way into the store. */
interface Import {
  readonly file: CaptureFile
  readonly capture_id: number
  readonly scoring_id: number
  readonly job_id: number
  readonly imported_at_us: number
  readonly confidence_threshold: number
  readonly class_names: readonly string[]
  readonly layout_options: LayoutOptions
}

/** Brings captures into the store; the one way in, whether a file was dropped, chosen, uploaded or named. */
export class ImportService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #queue: JobQueue
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #settings: SettingsService
  readonly #spool_dir: string
  readonly #log: (message: string) => void
  readonly #starting = new Mutex()

  constructor(parts: {
    store: Store
    engine: Engine
    queue: JobQueue
    removal: Removal
    events: EventBus
    settings: SettingsService
    spool_dir: string
    log: (message: string) => void
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#queue = parts.queue
    this.#removal = parts.removal
    this.#events = parts.events
    this.#settings = parts.settings
    this.#spool_dir = parts.spool_dir
    this.#log = parts.log
  }

  /**
   * Checks and hashes the file, and puts its import at the end of the queue.
   * @throws AnomalyError `unsupported_type`, `unreadable_file`, `already_imported`, `model_refused`
   */
  async start({ path, name, utc_offset_minutes, allow_repeat }: ImportRequest): Promise<ImportStarted> {
    try {
      const file = await inspectCaptureFile(path, name)
      const manifest = await this.#engine.manifest()
      const { confidence_threshold } = await this.#settings.get()
      // Two drops of one file at once must not both find that it is new.
      return await this.#starting.run(async () => {
        if (!allow_repeat) await this.#refuseRepeat(file)
        const imported_at_us = nowUs()
        const { capture_id, scoring_id } = await this.#store.createCapture({
          kind: 'file',
          name: file.name,
          status: 'importing',
          sha256: file.sha256,
          size_bytes: file.size_bytes,
          imported_at_us,
          axis: 'time',
          model_id: manifest.id,
          model_sha256: manifest.model_sha256,
          confidence_threshold,
        })
        const job_id = await this.#store.createJob({
          title: file.name,
          capture_id,
          created_at_us: imported_at_us,
          bytes_total: file.size_bytes,
        })
        const work: Import = {
          file,
          capture_id,
          scoring_id,
          job_id,
          imported_at_us,
          confidence_threshold,
          class_names: manifest.classes,
          layout_options: utc_offset_minutes === undefined ? {} : { utc_offset_minutes },
        }
        this.#queue.add(job_id, (signal) => this.#run(work, signal))
        await this.#tellProgress(job_id)
        this.#events.changed('captures')
        return { capture_id, job_id }
      })
    } catch (error) {
      await this.#dropSpooled(path)
      throw error
    }
  }

  /**
   * How a file would be read.
   * @throws AnomalyError `unsupported_type`, `unreadable_file`, `unknown_dialect`
   */
  async preview({ path, name, utc_offset_minutes }: Omit<ImportRequest, 'allow_repeat'>): Promise<CapturePreview> {
    try {
      const file = await inspectCaptureFile(path, name)
      const { dialect, time_format, has_timestamps, duplicates, extras, notices, columns, sample_rows, ...layout } =
        await this.#engine.previewCapture({ path, ...(utc_offset_minutes === undefined ? {} : { utc_offset_minutes }) })
      const earlier = await this.#store.findCaptureBySha256(file.sha256)
      return {
        name: file.name,
        size_bytes: file.size_bytes,
        dialect: dialect.id,
        dialect_title: dialect.title,
        instrument: dialect.instrument,
        ...layout,
        utc_offset_minutes: has_timestamps ? time_format.utc_offset_minutes : null,
        is_offset_known: time_format.is_offset_known,
        columns: [...columns],
        duplicates: [...duplicates],
        extras: [...extras],
        notices: [...notices],
        sample_rows: sample_rows.map((cells) => [...cells]),
        imported_before:
          earlier === undefined
            ? null
            : { capture_id: earlier.id, name: earlier.name, imported_at: isoFromUs(earlier.imported_at_us) },
      }
    } finally {
      await this.#dropSpooled(path)
    }
  }

  async #refuseRepeat(file: CaptureFile): Promise<void> {
    const earlier = await this.#store.findCaptureBySha256(file.sha256)
    if (earlier === undefined) return
    throw new AnomalyError(
      'already_imported',
      `${file.name} was imported before as ${earlier.name} (capture ${String(earlier.id)}, ${isoFromUs(earlier.imported_at_us)}): the SHA-256 is the same. Import it again only if you want it counted twice.`,
    )
  }

  /** Runs one import to its end: done, failed or cancelled; it never rejects. */
  async #run(work: Import, signal: AbortSignal): Promise<void> {
    const started_ms = performance.now()
    try {
      if (signal.aborted) throw new AnomalyError('cancelled', 'The import was cancelled before it began.')
      await this.#store.updateJob(work.job_id, { status: 'running', started_at_us: nowUs() })
      await this.#tellProgress(work.job_id)
      await this.#score(work, signal)
      await checkUnchanged(work.file)
      await this.#store.finishImport(work.capture_id, work.job_id, performance.now() - started_ms, nowUs())
    } catch (error) {
      // The next start finds the job still running, and clears up after it as after a crash.
      if (signal.reason === STOPPED) return
      await this.#abandon(work, signal.aborted ? null : error)
    } finally {
      await this.#dropSpooled(work.file.path)
      await this.#tellProgress(work.job_id)
      this.#events.changed('captures', 'flows', 'alerts')
    }
  }

  async #score(work: Import, signal: AbortSignal): Promise<void> {
    let classified = 0
    let axis: 'time' | 'row' | undefined
    let told_ms = performance.now()
    const onPart = async (part: ScoredPart) => {
      if (axis === undefined) {
        axis =
          part.layout.utc_offset_minutes !== null && part.flows.timestamps_us.some((time_us) => !Number.isNaN(time_us))
            ? 'time'
            : 'row'
        await this.#store.describeCapture(work.capture_id, part.layout, axis)
      }
      const aggregated = aggregate(
        { flows: part.flows, ...part.predictions, class_names: work.class_names },
        { ...work, axis, first_flow_number: classified + 1 },
      )
      classified += part.flows.rows
      await this.#store.appendBatch({
        ...aggregated,
        capture_id: work.capture_id,
        scoring_id: work.scoring_id,
        rejected: part.rejected,
        feature_chunk: part.feature_chunk,
        job: { id: work.job_id, bytes_done: part.bytes_read },
      })
      if (performance.now() - told_ms < PROGRESS_INTERVAL_MS) return
      told_ms = performance.now()
      await this.#tellProgress(work.job_id)
      this.#events.changed('flows')
    }
    await this.#engine.scoreCapture(
      { path: work.file.path, keep_features: true, ...work.layout_options },
      { signal, onPart },
    )
  }

  /** Takes every trace of an unfinished import out of the store; only its job stays, to tell how it ended. */
  async #abandon(work: Import, error: unknown): Promise<void> {
    try {
      const { gone } = await this.#removal.hide(work.capture_id)
      await gone
      await this.#store.updateJob(work.job_id, {
        status: error === null ? 'cancelled' : 'failed',
        finished_at_us: nowUs(),
        capture_id: null,
        ...(error === null ? {} : { error: JSON.stringify(toProblem(error) satisfies Problem) }),
      })
    } catch (failure) {
      this.#log(`import ${String(work.job_id)}: could not be cleaned up: ${String(failure)}`)
    }
    if (error !== null)
      this.#log(
        `import ${String(work.job_id)} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`,
      )
  }

  async #tellProgress(job_id: number): Promise<void> {
    const row = await this.#store.getJob(job_id).catch(() => undefined)
    if (row !== undefined) this.#events.emit({ type: 'job', job: toJob(row) })
  }

  /** An uploaded file is ours and goes once it is read; a person's own file is never touched. */
  async #dropSpooled(path: string): Promise<void> {
    if (dirname(path) === this.#spool_dir) await rm(path, { force: true })
  }
}
