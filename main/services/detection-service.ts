import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { packFeatures } from '../flow/feature-chunk.ts'
import type { FlowBatch } from '../flow/flow-batch.ts'
import { joinFlows } from '../flow/join-flows.ts'
import type { Engine } from '../engine/client.ts'
import type { Predictions } from '../detect/detector.ts'
import { verdictNames } from '../flow/novelty.ts'
import { packBatch, type PackedBatch } from '../scoring/pack-batch.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { DetectionsCapture } from '../store/flows.ts'
import type { EventBus } from './event-bus.ts'
import { readEntries } from '../sources/entries/flow-entries.ts'
import { roundShare } from '../flow/round-share.ts'
import type { SettingsService } from './settings-service.ts'
import { nowUs } from './time.ts'

export interface Detection {
  id: number
  threat_type: string
  confidence: number
}

/** Flows of requests that are classified and stored together, about as many as of a batch of a capture. */
const MOST_JOINED_FLOWS = 4096

interface Waiting {
  readonly flows: FlowBatch
  readonly instrument: Instrument | null
  readonly resolve: (detections: Detection[]) => void
  readonly reject: (error: unknown) => void
}

interface Judged {
  readonly predictions: Predictions
  readonly class_names: readonly string[]
  readonly batch: PackedBatch
  readonly feature_chunk: Uint8Array
  readonly feature_ranges: Uint8Array
  readonly capture: Omit<DetectionsCapture, 'name'>
}

/**
 * Classifies flows that a script sends, and keeps them in the history: one capture a day collects them. Requests that come
 * while others are under way wait and go together: one question to the engine and one transaction for all of them, since
 * for a few flows each costs a hundred times what the flows do. A request is answered once its flows are stored.
 */
export class DetectionService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #settings: SettingsService
  readonly #events: EventBus
  /** In the order they came. */
  #waiting: Waiting[] = []
  #is_at_work = false
  /** Settles when what was judged last is stored, or has failed. */
  #stored: Promise<void> = Promise.resolve()

  constructor(store: Store, engine: Engine, settings: SettingsService, events: EventBus) {
    this.#store = store
    this.#engine = engine
    this.#settings = settings
    this.#events = events
  }

  /** @throws AnomalyError `invalid_input` that names every entry and feature at fault */
  async classify(entries: readonly Readonly<Record<string, unknown>>[]): Promise<Detection[]> {
    const { flows, instrument } = readEntries(entries)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ flows, instrument, resolve, reject })
      if (!this.#is_at_work) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#is_at_work = true
    while (this.#waiting.length > 0) await this.#process(this.#take())
    this.#is_at_work = false
  }

  /** The next requests that can go together. */
  #take(): Waiting[] {
    const instrument = this.#waiting[0]?.instrument
    let flows = 0
    let end = this.#waiting.findIndex((each, at) => {
      flows += each.flows.rows
      return each.instrument !== instrument || (at > 0 && flows > MOST_JOINED_FLOWS)
    })
    if (end < 0) end = this.#waiting.length
    const taken = this.#waiting.slice(0, end)
    this.#waiting = this.#waiting.slice(end)
    return taken
  }

  /** Settles when the next requests may be judged, while these are being stored. */
  async #process(requests: readonly Waiting[]): Promise<void> {
    let judged: Judged
    try {
      judged = await this.#judge(requests)
    } catch (error) {
      // A flow to which the model has no answer is the fault of one request.
      const is_of_one = error instanceof AnomalyError && error.code === 'model_refused'
      if (is_of_one && requests.length > 1) for (const request of requests) await this.#process([request])
      else for (const { reject } of requests) reject(error)
      return
    }
    await this.#stored
    this.#stored = this.#keep(requests, judged)
  }

  async #judge(requests: readonly Waiting[]): Promise<Judged> {
    const { features, ...flows } = joinFlows(requests.map((request) => request.flows))
    const { protocols, line_numbers, rows } = flows
    const { confidence_threshold, novelty_budget } = await this.#settings.get()
    const fields = { protocols, line_numbers, instrument: requests[0]?.instrument ?? null, novelty_budget }
    const [{ model, ...predictions }, { feature_chunk, feature_ranges }] = await Promise.all([
      this.#engine.classify(features, rows, fields),
      packFeatures(features, rows),
    ])
    const class_names = verdictNames(model.classes)
    const imported_at_us = nowUs()
    const batch = packBatch(
      { flows, ...predictions, class_names },
      { axis: 'row', imported_at_us, confidence_threshold, first_flow_number: 1 },
    )
    const capture = {
      imported_at_us,
      model_id: model.id,
      model_sha256: model.model_sha256,
      confidence_threshold,
      novelty_budget,
    }
    return { predictions, class_names, batch, feature_chunk, feature_ranges, capture }
  }

  /** Stores the flows and answers the requests. */
  async #keep(
    requests: readonly Waiting[],
    { predictions, class_names, batch, feature_chunk, feature_ranges, capture }: Judged,
  ): Promise<void> {
    const name = `Detections ${new Date().toISOString().slice(0, 10)}`
    try {
      // A copy, since the store takes what it is given.
      const threat_types = predictions.threat_types.slice()
      const detections = { ...batch, feature_chunk, feature_ranges, threat_types, class_names }
      await this.#store.flows.recordDetections(handOver(detections), { ...capture, name })
    } catch (error) {
      for (const { reject } of requests) reject(error)
      return
    }
    this.#events.changed('captures', 'flows', 'alerts')
    let first = 0
    for (const { flows, resolve } of requests) {
      const begin = first
      first += flows.rows
      resolve(
        Array.from(predictions.threat_types.subarray(begin, first), (threat_type, row) => ({
          id: row + 1,
          threat_type: class_names[threat_type] ?? '',
          confidence: roundShare(predictions.confidences[begin + row] ?? 0),
        })),
      )
    }
  }
}
