import type { Capture } from '../../contract/captures.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { Scoring } from '../../contract/scorings.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import type { FlowFacts } from '../flow/flow-batch.ts'
import type { Predictions } from '../detect/model/classifier.ts'
import type { Engine } from '../engine/client.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { verdictNames } from '../flow/novelty.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { ScoringRow } from '../store/scorings.ts'
import type { CaptureService } from './capture-service.ts'
import type { EventBus } from './event-bus.ts'
import { errorText } from './error-text.ts'
import type { JobEndings } from './job-endings.ts'
import { type JobQueue, STOPPED, type Turn } from './job-queue.ts'
import { toJob } from './job-service.ts'
import { unlikeTraining } from './likeness.ts'
import type { ModelLibrary } from './model-library.ts'
import type { Removal } from './removal.ts'
import type { SettingsService } from './settings-service.ts'
import { isoFromClock, nowUs } from './time.ts'

const PROGRESS_INTERVAL_MS = 250

/** A capture on its way through another model. */
interface Rescoring {
  readonly capture: CaptureRow
  /** The scoring whose flows are read: all scorings of a capture have the same. */
  readonly source_id: number
  readonly scoring_id: number
  readonly job_id: number
  readonly confidence_threshold: number
  readonly novelty_budget: number
  readonly bundle_dir: string
  readonly manifest: ModelManifest
  /** Classes of the model, and Unknown. */
  readonly class_names: readonly string[]
}

/** Flows that lie side by side in their capture, with what the model says of them. */
interface PredictedPart {
  readonly first_flow_number: number
  readonly flows: FlowFacts
  readonly predictions: Predictions
}

/**
 * Scores captures again with other models, from the features their imports kept. Each scoring has its own predictions and
 * alerts, so nothing that was predicted or decided before is touched; a capture shows the scoring a person chooses.
 */
export class RescoreService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #library: ModelLibrary
  readonly #queue: JobQueue
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #settings: SettingsService
  readonly #captures: CaptureService
  readonly #endings: JobEndings
  readonly #log: (message: string) => void

  constructor(parts: {
    store: Store
    engine: Engine
    library: ModelLibrary
    queue: JobQueue
    removal: Removal
    events: EventBus
    settings: SettingsService
    captures: CaptureService
    /** Aborts when AnomalyX closes. */
    endings: JobEndings
    log: (message: string) => void
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#library = parts.library
    this.#queue = parts.queue
    this.#removal = parts.removal
    this.#events = parts.events
    this.#settings = parts.settings
    this.#captures = parts.captures
    this.#endings = parts.endings
    this.#log = parts.log
  }

  /** @throws AnomalyError `not_found` */
  async list(capture_id: number): Promise<Scoring[]> {
    await this.#captures.get(capture_id)
    return (await this.#store.scorings.list(capture_id)).map(toScoring)
  }

  /**
   * Puts a scoring by another model at the end of the queue.
   * @throws AnomalyError `not_found`, `model_refused`, `conflict` when there is nothing to do or nothing to do it with
   */
  async start(capture_id: number, model_id: string): Promise<{ scoring_id: number; job_id: number }> {
    const capture = await this.#readyCapture(capture_id)
    const model = await this.#library.find(model_id)
    const { bundle_dir } = model
    await this.#library.ensureTried(model)
    const manifest = await this.#engine.manifest(bundle_dir)
    const scorings = await this.#store.scorings.list(capture_id)
    const twin = scorings.find((each) => each.model_id === manifest.id && each.model_sha256 === manifest.model_sha256)
    if (twin !== undefined) {
      throw new AnomalyError(
        'conflict',
        twin.status === 'running'
          ? `${capture.name} is already being scored with ${model_id}.`
          : `${capture.name} has already been scored with ${model_id} (scoring ${String(twin.id)}). The predictions would be the same.`,
      )
    }
    const { confidence_threshold, novelty_budget } = await this.#settings.get()
    const created_at_us = nowUs()
    const { id, model_sha256 } = manifest
    const scoring_id = await this.#store.scorings.create({
      ...{ capture_id, model_id: id, model_sha256, confidence_threshold, novelty_budget, created_at_us },
    })
    const job_id = await this.#store.jobs.create({
      kind: 'rescore',
      title: capture.name,
      capture_id,
      model_id: id,
      created_at_us,
      bytes_total: capture.size_bytes,
    })
    const work: Rescoring = {
      ...{ capture, scoring_id, job_id, confidence_threshold, novelty_budget, bundle_dir, manifest },
      source_id: capture.scoring_id ?? 0,
      class_names: verdictNames(manifest.classes),
    }
    this.#queue.add(job_id, capture.size_bytes, (turn) => this.#run(work, turn))
    await this.#tellProgress(job_id)
    this.#events.changed('captures')
    return { scoring_id, job_id }
  }

  /** @throws AnomalyError `not_found`, `conflict` while the scoring is under way */
  async show(capture_id: number, scoring_id: number): Promise<Capture> {
    await this.#captures.get(capture_id)
    const scoring = await this.#store.scorings.get(scoring_id)
    if (scoring?.capture_id !== capture_id) {
      throw new AnomalyError('not_found', `Capture ${String(capture_id)} has no scoring ${String(scoring_id)}.`)
    }
    if (scoring.status !== 'ready') {
      throw new AnomalyError('conflict', `Scoring ${String(scoring_id)} is still in progress. Wait until it is done.`)
    }
    await this.#store.scorings.show(scoring_id)
    this.#events.changed('captures', 'flows', 'alerts')
    return this.#captures.get(capture_id)
  }

  async #readyCapture(capture_id: number): Promise<CaptureRow> {
    await this.#captures.get(capture_id)
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.status !== 'ready') {
      throw new AnomalyError('conflict', `Capture ${String(capture_id)} is still being imported.`)
    }
    if (capture.kind === 'detections') {
      throw new AnomalyError(
        'conflict',
        `${capture.name} contains predictions that were returned to scripts; they cannot be changed.`,
      )
    }
    const chunk = await this.#store.flows.getFeatureChunk(capture_id, 1)
    if (chunk === undefined && capture.classified > 0) {
      throw new AnomalyError(
        'conflict',
        `The features of ${capture.name} were not kept, so it cannot be scored again. Import the file again.`,
      )
    }
    return capture
  }

  /** Runs one scoring to its end: done, failed or cancelled; it never rejects. */
  async #run(work: Rescoring, turn: Turn): Promise<void> {
    const { signal } = turn
    try {
      signal.throwIfAborted()
      await this.#store.jobs.update(work.job_id, { status: 'running', started_at_us: nowUs() })
      await this.#tellProgress(work.job_id)
      await this.#score(work, turn)
      signal.throwIfAborted()
      await this.#noteLikeness(work)
      await this.#store.scorings.finish(work.scoring_id, work.job_id, nowUs())
    } catch (error) {
      // The next start finds the scoring still running, and clears up after it as after a crash.
      if (signal.reason === STOPPED) return
      const is_gone = (await this.#store.captures.get(work.capture.id).catch(() => work.capture)) === undefined
      await this.#abandon(work, signal.aborted || is_gone ? null : error)
    } finally {
      await this.#tellProgress(work.job_id)
      this.#events.changed('captures', 'flows', 'alerts')
    }
  }

  async #score(work: Rescoring, { signal, untilResumed }: Turn): Promise<void> {
    const { capture } = work
    let told_ms = performance.now()
    let paused_ms = 0
    let ahead = this.#predict(work, 1)
    for (let next = 1; next <= capture.classified;) {
      paused_ms += await untilResumed()
      signal.throwIfAborted()
      const part = await ahead
      next = part.first_flow_number + part.flows.rows
      // The engine works on the next flows while the store writes these.
      if (next <= capture.classified) ahead = this.#predict(work, next)
      await this.#append(work, part)
      if (performance.now() - told_ms < PROGRESS_INTERVAL_MS) continue
      told_ms = performance.now()
      await this.#store.jobs.update(work.job_id, { paused_us: Math.round(paused_ms * 1000) })
      await this.#tellProgress(work.job_id)
    }
  }

  /** Predictions of the flows that were kept together with this one. */
  #predict(work: Rescoring, flow_number: number): Promise<PredictedPart> {
    const part = this.#classify(work, flow_number)
    // Whoever waits for it learns of a failure; nobody does when the part before it fails.
    part.catch(() => undefined)
    return part
  }

  async #classify({ capture, source_id, bundle_dir, ...work }: Rescoring, flow_number: number): Promise<PredictedPart> {
    const stored = await this.#store.flows.getFeatureChunk(capture.id, flow_number)
    if (stored === undefined) {
      throw new AnomalyError(
        'store_failed',
        `The features of flow ${String(flow_number)} of ${capture.name} are missing.`,
      )
    }
    const { first_flow_number, rows } = stored
    const { features } = await decodeFeatures(stored.chunk)
    const flows = await this.#store.flows.read(source_id, first_flow_number, rows, THREAT_TYPES)
    if (flows.rows !== rows) throw new AnomalyError('store_failed', `Flows of ${capture.name} are missing.`)
    const { protocols, line_numbers } = flows
    const { instrument } = capture
    const fields = { protocols, line_numbers, instrument, novelty_budget: work.novelty_budget }
    return { first_flow_number, flows, predictions: await this.#engine.classify(features, rows, fields, bundle_dir) }
  }

  async #append(work: Rescoring, { first_flow_number, flows, predictions }: PredictedPart): Promise<void> {
    const { capture, scoring_id } = work
    const batch = packBatch(
      { flows, ...predictions, class_names: work.class_names },
      {
        axis: capture.axis,
        imported_at_us: capture.imported_at_us,
        confidence_threshold: work.confidence_threshold,
        first_flow_number,
      },
    )
    const done = (first_flow_number + flows.rows - 1) / capture.classified
    await this.#store.flows.appendToScoring(
      handOver({
        ...batch,
        capture_id: capture.id,
        scoring_id,
        rejected: [],
        missing: [],
        unread: [],
        feature_chunk: null,
        job: { id: work.job_id, bytes_done: Math.floor(done * capture.size_bytes) },
      }),
    )
  }

  /** Writes down whether the capture as a whole is unlike the training data of this model. */
  async #noteLikeness({ capture, scoring_id, manifest, novelty_budget }: Rescoring): Promise<void> {
    const scoring = await this.#store.scorings.get(scoring_id)
    if (capture.instrument === null || scoring === undefined) return
    const { unknown, threats } = scoring
    const unnamed = capture.classified - threats
    const reason = unlikeTraining(manifest, { instrument: capture.instrument, unknown, unnamed, novelty_budget })
    if (reason !== null) await this.#store.scorings.setUnlikeTraining(scoring_id, reason)
  }

  async #abandon({ scoring_id, job_id }: Rescoring, error: unknown): Promise<void> {
    if (error !== null) this.#log(`rescore ${String(job_id)}: ${errorText(error)}`)
    const ending = {
      status: error === null ? ('cancelled' as const) : ('failed' as const),
      error: error === null ? null : JSON.stringify(toProblem(error)),
    }
    await this.#endings.end(
      job_id,
      ending,
      () => this.#store.scorings.abandon(scoring_id, job_id, ending, nowUs()),
      (failure) => this.#log(`rescore ${String(job_id)}: could not be cleaned up yet: ${String(failure)}`),
      () => this.#removal.removeScoring(scoring_id),
    )
  }

  async #tellProgress(job_id: number): Promise<void> {
    const row = await this.#store.jobs.get(job_id).catch(() => undefined)
    if (row !== undefined) this.#events.emit({ type: 'job', job: toJob(row) })
  }
}

export function toScoring(row: ScoringRow): Scoring {
  return {
    id: row.id,
    capture_id: row.capture_id,
    model_id: row.model_id,
    model_sha256: row.model_sha256,
    status: row.status === 'ready' ? 'ready' : 'running',
    is_shown: row.is_shown === 1,
    created_at: isoFromClock(row.created_at_us),
    confidence_threshold: row.confidence_threshold,
    threats: row.threats,
    unknown: row.unknown,
  }
}
