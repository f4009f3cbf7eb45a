import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { CapturePreview, ImportStarted } from '../../contract/captures.ts'
import { AnomalyError, type Problem, toProblem } from '../../contract/errors.ts'
import type { LayoutOptions } from '../sources/csv/layout.ts'
import type { Engine } from '../engine/client.ts'
import type { ScoredPart } from '../engine/protocol.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import { type CaptureFile, changed, checkUnchanged, FileHashes, inspectCaptureFile } from './capture-file.ts'
import { doubtsOf } from './doubts.ts'
import type { EventBus } from './event-bus.ts'
import { errorText } from './error-text.ts'
import type { JobEndings } from './job-endings.ts'
import { type JobQueue, STOPPED, type Turn } from './job-queue.ts'
import { toJob } from './job-service.ts'
import { unlikeTraining, unseenInstrument } from './likeness.ts'
import { Mutex } from './mutex.ts'
import type { Removal } from './removal.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromClock, isoFromUsOrNull, nowUs } from './time.ts'

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
  /** Null when no capture is as large, so that none can be the same file; the engine hashes what it reads. */
  readonly sha256: string | null
  readonly capture_id: number
  readonly scoring_id: number
  readonly job_id: number
  readonly imported_at_us: number
  readonly confidence_threshold: number
  /** The model that was active when the import was asked for; another may be by the time of its turn. */
  readonly bundle_dir: string
  readonly novelty_budget: number
  readonly manifest: ModelManifest
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
  readonly #endings: JobEndings
  readonly #log: (message: string) => void
  readonly #starting = new Mutex()
  readonly #hashes = new FileHashes()
  /** Files of imports that wait or run, by their captures, which have no hash yet. */
  readonly #under_way = new Map<number, CaptureFile>()

  constructor(parts: {
    store: Store
    engine: Engine
    queue: JobQueue
    removal: Removal
    events: EventBus
    settings: SettingsService
    spool_dir: string
    endings: JobEndings
    log: (message: string) => void
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#queue = parts.queue
    this.#removal = parts.removal
    this.#events = parts.events
    this.#settings = parts.settings
    this.#spool_dir = parts.spool_dir
    this.#endings = parts.endings
    this.#log = parts.log
  }

  /**
   * Checks the file, and puts its import at the end of the queue.
   * @throws AnomalyError `unsupported_type`, `unreadable_file`, `already_imported`, `model_refused`
   */
  async start({ path, name, utc_offset_minutes, allow_repeat }: ImportRequest): Promise<ImportStarted> {
    try {
      const file = await inspectCaptureFile(path, name)
      const bundle_dir = this.#engine.active_dir
      const manifest = await this.#engine.manifest(bundle_dir)
      const { confidence_threshold, novelty_budget } = await this.#settings.get()
      // Two drops of one file at once must not both find that it is new.
      return await this.#starting.run(async () => {
        const sha256 = allow_repeat ? null : await this.#refuseRepeat(file)
        const imported_at_us = nowUs()
        const { capture_id, scoring_id } = await this.#store.captures.create({
          kind: 'file',
          name: file.name,
          status: 'importing',
          sha256: null,
          size_bytes: file.size_bytes,
          imported_at_us,
          axis: 'time',
          model_id: manifest.id,
          model_sha256: manifest.model_sha256,
          confidence_threshold,
          novelty_budget,
        })
        const job_id = await this.#store.jobs.create({
          kind: 'import',
          title: file.name,
          capture_id,
          model_id: manifest.id,
          created_at_us: imported_at_us,
          bytes_total: file.size_bytes,
        })
        const work: Import = {
          file,
          sha256,
          capture_id,
          scoring_id,
          job_id,
          imported_at_us,
          confidence_threshold,
          novelty_budget,
          bundle_dir,
          manifest,
          layout_options: utc_offset_minutes === undefined ? {} : { utc_offset_minutes },
        }
        this.#under_way.set(capture_id, file)
        this.#queue.add(job_id, file.size_bytes, (turn) => this.#run(work, turn))
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
      const {
        dialect,
        time_format,
        has_timestamps,
        first_flow_us,
        duplicates,
        extras,
        notices,
        columns,
        sample_rows,
        ...layout
      } = await this.#engine.previewCapture({
        path,
        ...(utc_offset_minutes === undefined ? {} : { utc_offset_minutes }),
      })
      const { earlier } = await this.#findEarlier(file)
      const preview = {
        name: file.name,
        size_bytes: file.size_bytes,
        dialect: dialect.id,
        dialect_title: dialect.title,
        instrument: dialect.instrument,
        ...layout,
        utc_offset_minutes: has_timestamps ? time_format.utc_offset_minutes : null,
        is_offset_known: time_format.is_offset_known,
        first_flow_at: isoFromUsOrNull(first_flow_us),
        columns: [...columns],
        duplicates: [...duplicates],
        extras: [...extras],
        notices: [...notices],
        sample_rows: sample_rows.map((cells) => [...cells]),
        imported_before:
          earlier === undefined
            ? null
            : { capture_id: earlier.id, name: earlier.name, imported_at: isoFromClock(earlier.imported_at_us) },
      }
      return { ...preview, doubts: doubtsOf(preview) }
    } finally {
      await this.#dropSpooled(path)
    }
  }

  /** @returns the hash of the file where it had to be hashed */
  async #refuseRepeat(file: CaptureFile): Promise<string | null> {
    const { earlier, sha256 } = await this.#findEarlier(file)
    if (earlier === undefined) return sha256
    throw new AnomalyError(
      'already_imported',
      `${file.name} was imported before as ${earlier.name} (capture ${String(earlier.id)}, ${isoFromClock(earlier.imported_at_us)}): the SHA-256 is the same. Import it again only if you want its flows counted twice.`,
    )
  }

  /** The capture of the same file, if there is one. Only captures of the same size are a reason to hash. */
  async #findEarlier(file: CaptureFile): Promise<{ earlier: CaptureRow | undefined; sha256: string | null }> {
    const twins = await this.#store.captures.findBySize(file.size_bytes)
    if (twins.length === 0) return { earlier: undefined, sha256: null }
    const sha256 = await this.#hashes.of(file)
    for (const twin of twins) {
      const waiting = this.#under_way.get(twin.id)
      // One that cannot be read any more is going to fail.
      const twin_sha256 = waiting && (await this.#hashes.of(waiting).catch(() => null))
      if (sha256 === (twin.sha256 ?? twin_sha256)) return { earlier: twin, sha256 }
    }
    return { earlier: undefined, sha256 }
  }

  /** Runs one import to its end: done, failed or cancelled; it never rejects. */
  async #run(work: Import, turn: Turn): Promise<void> {
    const { signal } = turn
    const started_ms = performance.now()
    try {
      if (signal.aborted) throw new AnomalyError('cancelled', 'The import was cancelled before it started.')
      await this.#store.jobs.update(work.job_id, { status: 'running', started_at_us: nowUs() })
      await this.#tellProgress(work.job_id)
      await checkUnchanged(work.file)
      const { paused_ms, sha256 } = await this.#score(work, turn)
      await checkUnchanged(work.file)
      if (work.sha256 !== null && sha256 !== work.sha256) throw changed(work.file)
      signal.throwIfAborted()
      await this.#noteLikeness(work)
      await this.#store.captures.finishImport({ ...work, sha256 }, performance.now() - started_ms - paused_ms, nowUs())
    } catch (error) {
      // The next start finds the job still running, and clears up after it as after a crash.
      if (signal.reason === STOPPED) return
      await this.#abandon(work, signal.aborted ? null : error)
    } finally {
      this.#under_way.delete(work.capture_id)
      await this.#dropSpooled(work.file.path)
      await this.#tellProgress(work.job_id)
      this.#events.changed('captures', 'flows', 'alerts')
    }
  }

  /** Answers the hash of what was classified, and for how long the import was paused. */
  async #score(work: Import, { signal, untilResumed }: Turn): Promise<{ sha256: string; paused_ms: number }> {
    let paused_ms = 0
    let is_described = false
    // The first flows are told of at once: that is when there is something to look at.
    let told_ms = -PROGRESS_INTERVAL_MS
    const onPart = async (part: ScoredPart) => {
      const waited_ms = await untilResumed()
      signal.throwIfAborted()
      if (waited_ms > 0) {
        paused_ms += waited_ms
        await this.#store.jobs.update(work.job_id, { paused_us: Math.round(paused_ms * 1000) })
      }
      if (!is_described) {
        is_described = true
        const unseen = unseenInstrument(work.manifest, part.layout.instrument)
        const notices = unseen === null ? part.layout.notices : [...part.layout.notices, unseen]
        await this.#store.captures.describe(work.capture_id, { ...part.layout, notices }, part.layout.axis)
      }
      await this.#store.flows.append(
        handOver({
          ...part.batch,
          capture_id: work.capture_id,
          scoring_id: work.scoring_id,
          rejected: part.rejected,
          missing: part.missing,
          unread: part.unread,
          feature_chunk: part.feature_chunk,
          job: { id: work.job_id, bytes_done: part.bytes_read },
        }),
      )
      if (performance.now() - told_ms < PROGRESS_INTERVAL_MS) return
      told_ms = performance.now()
      await this.#tellProgress(work.job_id)
      this.#events.changed('flows')
    }
    const { sha256 } = await this.#engine.scoreCapture(
      {
        path: work.file.path,
        keep_features: true,
        imported_at_us: work.imported_at_us,
        confidence_threshold: work.confidence_threshold,
        novelty_budget: work.novelty_budget,
        ...work.layout_options,
      },
      { signal, bundle_dir: work.bundle_dir, onPart },
    )
    return { sha256, paused_ms }
  }

  /** Writes down whether the capture as a whole is unlike the training data. */
  async #noteLikeness({ capture_id, scoring_id, manifest, novelty_budget }: Import): Promise<void> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.instrument == null) return
    const { instrument, unknown, classified, threats } = capture
    const reason = unlikeTraining(manifest, { instrument, unknown, unnamed: classified - threats, novelty_budget })
    if (reason !== null) await this.#store.scorings.setUnlikeTraining(scoring_id, reason)
  }

  /**
   * Takes an unfinished import out of sight, and its rows out of the store after that; only its job stays, to tell how
   * it ended.
   */
  async #abandon(work: Import, error: unknown): Promise<void> {
    if (error !== null) this.#log(`import ${String(work.job_id)} failed: ${errorText(error)}`)
    const ending = {
      status: error === null ? ('cancelled' as const) : ('failed' as const),
      error: error === null ? null : JSON.stringify(toProblem(error) satisfies Problem),
    }
    await this.#endings.end(
      work.job_id,
      { ...ending, capture_id: null },
      () => this.#store.captures.abandonImport(work.capture_id, work.job_id, ending, nowUs()),
      (failure) => this.#log(`import ${String(work.job_id)}: could not be cleaned up yet: ${String(failure)}`),
      () => this.#removal.remove(work.capture_id),
    )
  }

  async #tellProgress(job_id: number): Promise<void> {
    const row = await this.#store.jobs.get(job_id).catch(() => undefined)
    if (row !== undefined) this.#events.emit({ type: 'job', job: toJob(row) })
  }

  /** An uploaded file is ours and goes once it is read; a person's own file is never touched. */
  async #dropSpooled(path: string): Promise<void> {
    if (dirname(path) === this.#spool_dir) await rm(path, { force: true })
  }
}
