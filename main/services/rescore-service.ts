import type { Capture } from '../../contract/captures.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Scoring } from '../../contract/scorings.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import { lackedFeatures, lackOf, lackSentence, measuredLacks } from '../flow/lacking-features.ts'
import type { BehaviourReport } from '../detect/behaviour/behaviour.ts'
import type { Engine } from '../engine/client.ts'
import type { RescoredPart } from '../engine/protocol.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { Jobs, JobTurn } from '../runs/jobs.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { ScoringRow } from '../store/scorings.ts'
import type { CaptureService } from './capture-service.ts'
import type { EventBus } from './event-bus.ts'
import { recordOf } from './findings.ts'
import { unlikeTraining } from './likeness.ts'
import type { ModelLibrary } from './model-library.ts'
import type { Removal } from './removal.ts'
import type { SettingsService } from './settings-service.ts'
import { storedFlows } from './stored-flows.ts'
import { isoFromClock, nowUs } from './time.ts'

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
  /** What it costs that the file lacks features, in a sentence; null when it lacks none. */
  readonly lack: string | null
}

/**
 * Scores captures again with other models, from the features their imports kept. Each scoring has its own predictions and
 * evidence of alerts, and decisions hang on no scoring, so nothing that was predicted or decided before is touched; a
 * capture shows the scoring a person chooses.
 */
export class RescoreService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #library: ModelLibrary
  readonly #jobs: Jobs
  readonly #removal: Removal
  readonly #events: EventBus
  readonly #settings: SettingsService
  readonly #captures: CaptureService
  readonly #written: ReadonlySet<number>

  constructor(parts: {
    store: Store
    engine: Engine
    library: ModelLibrary
    jobs: Jobs
    removal: Removal
    events: EventBus
    settings: SettingsService
    captures: CaptureService
    /** Captures that streams write to. */
    written: ReadonlySet<number>
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#library = parts.library
    this.#jobs = parts.jobs
    this.#removal = parts.removal
    this.#events = parts.events
    this.#settings = parts.settings
    this.#captures = parts.captures
    this.#written = parts.written
  }

  /** @throws AnomalyError `not_found` */
  async list(capture_id: number): Promise<Scoring[]> {
    await this.#captures.get(capture_id)
    return (await this.#store.scorings.list(capture_id)).map(toScoring)
  }

  /**
   * Puts a scoring by another model at the end of the queue.
   * @throws AnomalyError `not_found`, `model_refused`, `conflict` when there is nothing to do or nothing to do it with,
   * `lacks_features` when the file lacks features and the cost of that was not measured for the model
   */
  async start(capture_id: number, model_id: string): Promise<{ scoring_id: number; job_id: number }> {
    const capture = await this.#readyCapture(capture_id)
    const model = await this.#library.find(model_id)
    const { bundle_dir } = model
    await this.#library.ensureTried(model)
    const manifest = await this.#engine.manifest(bundle_dir)
    const { confidence_threshold, novelty_budget } = await this.#settings.get()
    const order = {
      ...{ capture, confidence_threshold, novelty_budget, bundle_dir, manifest },
      source_id: capture.scoring_id ?? 0,
      lack: await this.#acceptedLack(capture, manifest),
    }
    const { scoring_id, job_id } = await this.#jobs.start<Rescoring>({
      kind: 'rescore',
      lane: 'imports',
      size: { unit: 'flows', total: capture.classified },
      create: () => this.#create(order),
      work: (work, turn) => this.#run(work, turn),
      abandoning: {
        change: {},
        write: (work, failure, now_us) => this.#store.scorings.abandon(work.scoring_id, work.job_id, failure, now_us),
        onWritten: (work) => this.#removal.removeScoring(work.scoring_id),
      },
      affects: ['captures', 'flows', 'alerts'],
    })
    this.#events.changed('captures')
    return { scoring_id, job_id }
  }

  async #create(order: Omit<Rescoring, 'scoring_id' | 'job_id'>): Promise<Rescoring> {
    const { capture, confidence_threshold, novelty_budget, manifest } = order
    const { id: model_id, model_sha256 } = manifest
    const created_at_us = nowUs()
    const started = await this.#store.jobs.startRescore(
      { capture_id: capture.id, model_id, model_sha256, confidence_threshold, novelty_budget, created_at_us },
      {
        ...{ kind: 'rescore', title: capture.name, capture_id: capture.id, model_id, created_at_us },
        ...{ progress_unit: 'flows', progress_total: capture.classified },
      },
    )
    if (started.twin === null) return { ...order, scoring_id: started.scoring_id, job_id: started.job_id }
    const { twin } = started
    throw new AnomalyError(
      'conflict',
      twin.status === 'running'
        ? `${capture.name} is already being scored with ${model_id}.`
        : `${capture.name} has already been scored with ${model_id} (scoring ${String(twin.id)}), with the same confidence threshold and novelty budget. The same flows would get the same predictions.`,
    )
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
    if (this.#written.has(capture_id)) {
      throw new AnomalyError(
        'conflict',
        `${capture.name} gets the flows of a stream that is running. Pause or stop the stream first.`,
      )
    }
    if (capture.classified === 0 && capture.conversations > 0) {
      throw new AnomalyError(
        'conflict',
        `No model can judge ${capture.name}: its instrument lacks features, and its rows were read as conversations only.`,
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

  /**
   * What it costs this model that the file lacks features; a person accepted the lack when they imported it.
   * @throws AnomalyError `lacks_features`
   */
  async #acceptedLack(capture: CaptureRow, manifest: ModelManifest): Promise<string | null> {
    const stored = await this.#store.flows.getFeatureChunk(capture.id, 1)
    if (stored === undefined) return null
    const { features } = await decodeFeatures(stored.chunk)
    const missing = lackedFeatures(features, stored.rows)
    if (missing.length === 0) return null
    const lack = lackOf(missing, measuredLacks(manifest))
    if (lack !== undefined) return lackSentence(missing, lack)
    throw new AnomalyError(
      'lacks_features',
      `${capture.name} lacks features (${missing.join(', ')}), and what that costs was not measured for ${manifest.id}. Use a model trained by a version of AnomalyX that measures it, or import the complete table.`,
      { problems: missing.map((name) => ({ where: name, reason: 'missing column' })) },
    )
  }

  async #run(work: Rescoring, turn: JobTurn): Promise<null> {
    try {
      const behaviour = await this.#score(work, turn)
      turn.signal.throwIfAborted()
      await this.#noteLikeness(work)
      await this.#store.findings.record(
        work.capture.id,
        ...recordOf({ behaviour, has_conversations_only: false }),
        nowUs(),
      )
      await this.#store.scorings.finish(work.scoring_id, work.job_id, nowUs())
      return null
    } catch (cause) {
      const capture = await this.#store.captures.get(work.capture.id).catch(() => work.capture)
      if (capture !== undefined) throw cause
      throw new AnomalyError('cancelled', `${work.capture.name} was deleted meanwhile.`, { cause })
    }
  }

  /** Answers what was noticed across the flows. */
  async #score(work: Rescoring, { signal, goOn, tell }: JobTurn): Promise<BehaviourReport> {
    const { capture, bundle_dir, confidence_threshold, novelty_budget } = work
    const { instrument, axis, imported_at_us } = capture
    const { behaviour: settings } = await this.#settings.get()
    const { behaviour } = await this.#engine.scoreStored(
      { instrument, axis, imported_at_us, confidence_threshold, novelty_budget, behaviour: settings },
      {
        ...{ signal, bundle_dir, feed: storedFlows(this.#store, capture, work.source_id) },
        onPart: async (part) => {
          await goOn()
          await this.#append(work, part)
          await tell()
        },
      },
    )
    return behaviour
  }

  async #append(work: Rescoring, { batch, rows, first_flow_number }: RescoredPart): Promise<void> {
    await this.#store.flows.appendToScoring(
      handOver({
        ...batch,
        capture_id: work.capture.id,
        scoring_id: work.scoring_id,
        conversations: 0,
        rejected: [],
        missing: [],
        unread: [],
        feature_chunk: null,
        feature_ranges: null,
        job: { id: work.job_id, progress_done: first_flow_number + rows - 1 },
      }),
    )
  }

  /** Writes down whether the capture as a whole is unlike the training data of this model. */
  async #noteLikeness({ capture, scoring_id, manifest, novelty_budget, lack }: Rescoring): Promise<void> {
    const scoring = await this.#store.scorings.get(scoring_id)
    if (capture.instrument === null || scoring === undefined) return
    const { unknown, threats } = scoring
    const unnamed = capture.classified - threats
    const unlike = unlikeTraining(manifest, { instrument: capture.instrument, unknown, unnamed, novelty_budget })
    const reasons = [lack, unlike].filter((reason) => reason !== null)
    if (reasons.length > 0) await this.#store.scorings.setUnlikeTraining(scoring_id, reasons.join(' '))
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
    novelty_budget: row.novelty_budget,
    threats: row.threats,
    unknown: row.unknown,
  }
}
