import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { CapturePreview, ImportStarted } from '../../contract/captures.ts'
import type { BehaviourSettings } from '../../contract/behaviour-settings.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { LayoutOptions } from '../sources/csv/layout.ts'
import type { Engine } from '../engine/client.ts'
import type { ScoreCaptureResult, ScoredPart } from '../engine/protocol.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { StartedImport } from '../store/jobs.ts'
import type { Jobs, JobTurn } from '../runs/jobs.ts'
import { type CaptureFile, changed, checkUnchanged, type FileHashes, inspectCaptureFile } from './capture-file.ts'
import { doubtsOf } from './doubts.ts'
import type { EventBus } from './event-bus.ts'
import { recordOf } from './findings.ts'
import { Mutex } from './mutex.ts'
import type { Removal } from './removal.ts'
import { noteLikeness, noticesOn, storedPart } from './scored-parts.ts'
import { bySentName } from './sent-name.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromClock, isoFromUsOrNull, nowUs } from './time.ts'

export interface ImportRequest {
  readonly path: string
  readonly name?: string | undefined
  readonly utc_offset_minutes?: number | undefined
  readonly allow_repeat: boolean
  readonly accept_missing_features?: boolean
}

/** What a person says of how a file is to be read. */
type WordOptions = Omit<LayoutOptions, 'measured_lacks'>

/** A capture on its way into the store. */
interface Import extends StartedImport {
  readonly file: CaptureFile
  /** Null when no capture is as large, so that none can be the same file; the engine hashes what it reads. */
  readonly sha256: string | null
  readonly imported_at_us: number
  readonly confidence_threshold: number
  /** The model that was active when the import was asked for; another may be by the time of its turn. */
  readonly bundle_dir: string
  readonly novelty_budget: number
  readonly behaviour: BehaviourSettings
  readonly manifest: ModelManifest
  readonly layout_options: WordOptions
}

/** Brings captures into the store; the one way in, whether a file was dropped, chosen, uploaded or named. */
export class ImportService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #jobs: Jobs
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #settings: SettingsService
  readonly #spool_dir: string
  readonly #starting = new Mutex()
  readonly #hashes: FileHashes
  /** Files of imports that wait or run, by their captures, which have no hash yet. */
  readonly #under_way = new Map<number, CaptureFile>()

  constructor(parts: {
    store: Store
    engine: Engine
    jobs: Jobs
    removal: Removal
    events: EventBus
    settings: SettingsService
    spool_dir: string
    hashes: FileHashes
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#jobs = parts.jobs
    this.#removal = parts.removal
    this.#events = parts.events
    this.#settings = parts.settings
    this.#spool_dir = parts.spool_dir
    this.#hashes = parts.hashes
  }

  /**
   * Checks the file, and puts its import at the end of the queue.
   * @throws AnomalyError `unsupported_type`, `unreadable_file`, `already_imported`, `model_refused`
   */
  async start({ path, name, allow_repeat, ...request }: ImportRequest): Promise<ImportStarted> {
    try {
      const file = await inspectCaptureFile(path, name)
      const bundle_dir = this.#engine.active_dir
      const manifest = await this.#engine.manifest(bundle_dir)
      const { confidence_threshold, novelty_budget, behaviour } = await this.#settings.get()
      // Two drops of one file at once must not both find that it is new.
      return await this.#starting.run(async () => {
        const sha256 = allow_repeat ? null : await this.#refuseRepeat(file)
        const imported_at_us = nowUs()
        const order = {
          ...{ file, sha256, imported_at_us, confidence_threshold, novelty_budget, behaviour, bundle_dir, manifest },
          layout_options: layoutOptions(request),
        }
        const { capture_id, job_id } = await this.#jobs.start<Import>({
          kind: 'import',
          lane: 'imports',
          size: { unit: 'bytes', total: file.size_bytes },
          create: () => this.#create(order),
          work: (work, turn) => this.#run(work, turn),
          // Only the job stays, to tell how it ended.
          abandoning: {
            change: { capture_id: null },
            write: (work, failure, now_us) =>
              this.#store.captures.abandonImport(work.capture_id, work.job_id, failure, now_us),
            onWritten: (work) => this.#removal.remove(work.capture_id),
          },
          release: async (work) => {
            this.#under_way.delete(work.capture_id)
            await this.#dropSpooled(work.file.path)
          },
          affects: ['captures', 'flows', 'alerts'],
        })
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
   * @throws AnomalyError `unsupported_type`, `unreadable_file`, `unknown_dialect`, `lacks_features`,
   * `model_refused`
   */
  async preview({ path, name, ...request }: Omit<ImportRequest, 'allow_repeat'>): Promise<CapturePreview> {
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
      } = await this.#named(file, this.#engine.previewCapture({ path, ...layoutOptions(request) }))
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

  async #create(order: Omit<Import, keyof StartedImport>): Promise<Import> {
    const { file, imported_at_us, confidence_threshold, novelty_budget, manifest } = order
    const model = { model_id: manifest.id, model_sha256: manifest.model_sha256 }
    const started = await this.#store.jobs.startImport(
      {
        ...{
          kind: 'file',
          name: file.name,
          status: 'importing',
          sha256: null,
          size_bytes: file.size_bytes,
          axis: 'time',
        },
        ...{ ...model, imported_at_us, confidence_threshold, novelty_budget },
        ...(dirname(file.path) !== this.#spool_dir && { source: file }),
      },
      {
        ...{ kind: 'import', title: file.name, model_id: manifest.id, created_at_us: imported_at_us },
        ...{ progress_unit: 'bytes', progress_total: file.size_bytes },
      },
    )
    this.#under_way.set(started.capture_id, file)
    return { ...order, ...started }
  }

  async #run(work: Import, turn: JobTurn): Promise<null> {
    const started_ms = performance.now()
    await checkUnchanged(work.file)
    const { sha256, ...result } = await this.#named(work.file, this.#score(work, turn))
    await checkUnchanged(work.file)
    if (work.sha256 !== null && sha256 !== work.sha256) throw changed(work.file)
    this.#hashes.learn(work.file, sha256)
    turn.signal.throwIfAborted()
    await noteLikeness(this.#store, work, work.manifest, work.novelty_budget)
    await this.#store.findings.record(work.capture_id, ...recordOf(result), nowUs())
    await this.#store.captures.finishImport(
      { ...work, sha256 },
      performance.now() - started_ms - turn.pausedMs(),
      nowUs(),
    )
    return null
  }

  /** Answers the hash of what was classified, and what was noticed across flows. */
  async #score(work: Import, { signal, goOn, tell }: JobTurn): Promise<ScoreCaptureResult> {
    let described: string | undefined
    const onPart = async (part: ScoredPart) => {
      await goOn()
      // The first part tells what the capture is; the last one of a packet capture, what became of the packets.
      const facts_text = JSON.stringify(part.facts.notices)
      if (described !== facts_text) {
        described = facts_text
        const notices = noticesOn(work.manifest, part.facts)
        await this.#store.captures.describe(work.capture_id, { ...part.facts, notices }, part.facts.axis)
      }
      await this.#store.flows.append(
        handOver({
          ...storedPart(part),
          capture_id: work.capture_id,
          scoring_id: work.scoring_id,
          job: { id: work.job_id, progress_done: part.progress.done },
        }),
      )
      if (await tell()) this.#events.changed('flows')
    }
    return this.#engine.scoreCapture(
      {
        path: work.file.path,
        keep_features: true,
        imported_at_us: work.imported_at_us,
        confidence_threshold: work.confidence_threshold,
        novelty_budget: work.novelty_budget,
        behaviour: work.behaviour,
        ...work.layout_options,
      },
      { signal, bundle_dir: work.bundle_dir, onPart },
    )
  }

  #named<Value>(file: CaptureFile, work: Promise<Value>): Promise<Value> {
    return dirname(file.path) === this.#spool_dir ? bySentName(file, work) : work
  }

  /** An uploaded file is ours and goes once it is read; a person's own file is never touched. */
  async #dropSpooled(path: string): Promise<void> {
    if (dirname(path) === this.#spool_dir) await rm(path, { force: true })
  }
}

function layoutOptions({
  utc_offset_minutes,
  accept_missing_features = false,
}: Pick<ImportRequest, 'utc_offset_minutes' | 'accept_missing_features'>): WordOptions {
  return { accept_missing_features, ...(utc_offset_minutes === undefined ? {} : { utc_offset_minutes }) }
}
