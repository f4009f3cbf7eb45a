import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Detector, Observation, ObservedPart } from '../detect/detector.ts'
import type { Engine } from '../engine/client.ts'
import type { Classified } from '../engine/protocol.ts'
import { type PackedFeatures, packFeatures } from '../flow/feature-chunk.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { verdictNames } from '../flow/novelty.ts'
import { roundShare } from '../flow/round-share.ts'
import { run } from '../runs/run.ts'
import { packBatch, type PackedBatch } from '../scoring/pack-batch.ts'
import { type ReadEntries, readEntries } from '../sources/entries/flow-entries.ts'
import { joinedPart, type PostedFlows, type PostedPart, PostedSource } from '../sources/entries/posted-source.ts'
import type { DetectionsCapture } from '../store/flows.ts'
import { handOver } from '../store/handed.ts'
import type { Store } from '../store/store.ts'
import type { EventBus } from './event-bus.ts'
import { unseenInstrument } from './likeness.ts'
import type { SettingsService } from './settings-service.ts'
import { nowUs } from './time.ts'

export interface Detection {
  id: number
  threat_type: string
  confidence: number
}

/** Flows of one call, whose caller waits. */
interface Request extends PostedFlows, Pick<ReadEntries, 'missing' | 'unread' | 'notices'> {
  readonly resolve: (detections: Detection[]) => void
  readonly reject: (error: unknown) => void
}

type Part = PostedPart<Request>

/** What the model says of posted flows, and by which settings it is kept. */
interface Seen extends Observation, Pick<Classified, 'model'> {
  readonly confidence_threshold: number
  readonly novelty_budget: number
}

/** Flows that are judged and not stored yet. */
interface Judged extends PackedFeatures {
  readonly requests: readonly Request[]
  readonly seen: Seen
  readonly batch: PackedBatch
  /** Why the model does not know the flow meter that measured them; null when it does, or nobody knows it. */
  readonly unseen: string | null
  readonly capture: Omit<DetectionsCapture, 'name'>
}

/**
 * Classifies flows that a script sends, and keeps them in the history: one capture a day collects them. It is a run without
 * an end: the next requests are judged while those before them are stored. A request is answered once its flows are stored;
 * a failure is told to those whose flows it is about, and the run goes on.
 */
export class DetectionService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #settings: SettingsService
  readonly #events: EventBus
  readonly #source = new PostedSource<Request>()
  readonly #detector: Detector<Seen> = { observe: (part) => this.#observeAlone(part) }
  #is_running = false
  /** Of the model that judged last. */
  #manifest: ModelManifest | undefined

  constructor(store: Store, engine: Engine, settings: SettingsService, events: EventBus) {
    this.#store = store
    this.#engine = engine
    this.#settings = settings
    this.#events = events
  }

  /** @throws AnomalyError `invalid_input` that names every entry and feature at fault */
  async classify(entries: readonly Readonly<Record<string, unknown>>[]): Promise<Detection[]> {
    const read = readEntries(entries)
    return new Promise((resolve, reject) => {
      this.#source.add({ ...read, resolve, reject })
      if (!this.#is_running) this.#run()
    })
  }

  /** Neither its detector nor its sink lets a failure through. */
  #run(): void {
    this.#is_running = true
    void run(this.#source, this.#detector, {
      pack: (part, observing) => this.#packAll(part, observing),
      write: async (all) => {
        for (const judged of all) await this.#keep(judged)
      },
    })
  }

  /** Requests that come while others are judged wait for each other: for a few flows, what is done once a part counts most. */
  async #observeAlone(part: ObservedPart): Promise<Seen> {
    this.#source.hold()
    try {
      return await this.#observe(part)
    } finally {
      this.#source.release()
    }
  }

  async #observe({ batch, facts: { instrument } }: ObservedPart): Promise<Seen> {
    const { features, protocols, line_numbers, rows } = batch
    const { confidence_threshold, novelty_budget } = await this.#settings.get()
    const fields = { protocols, line_numbers, instrument, novelty_budget }
    const { model, ...predictions } = await this.#engine.classify(features, rows, fields)
    return { ...predictions, model, class_names: verdictNames(model.classes), confidence_threshold, novelty_budget }
  }

  /** What could be judged; whoever posted the rest is told why. */
  async #packAll(part: Part, observing: Promise<Seen>): Promise<Judged[]> {
    const { requests } = part
    try {
      return [await this.#pack(part, observing)]
    } catch (error) {
      // A flow to which the model has no answer is the fault of one request.
      const is_of_one = error instanceof AnomalyError && error.code === 'model_refused'
      if (!is_of_one || requests.length === 1) {
        for (const { reject } of requests) reject(error)
        return []
      }
      const judged: Judged[] = []
      for (const request of requests) {
        const alone = joinedPart([request])
        judged.push(...(await this.#packAll(alone, this.#observe(alone))))
      }
      return judged
    }
  }

  async #pack({ requests, batch: posted, facts: { instrument } }: Part, observing: Promise<Seen>): Promise<Judged> {
    const { features, ...flows } = posted
    const [seen, packed] = await Promise.all([observing, packFeatures(features, flows.rows)])
    const { threat_types, confidences, class_names, model, confidence_threshold, novelty_budget } = seen
    const imported_at_us = nowUs()
    const batch = packBatch(
      { flows, threat_types, confidences, class_names },
      { axis: 'row', imported_at_us, confidence_threshold, first_flow_number: 1 },
    )
    const capture = {
      imported_at_us,
      model_id: model.id,
      model_sha256: model.model_sha256,
      confidence_threshold,
      novelty_budget,
    }
    const unseen = instrument === null ? null : await this.#unseen(model, instrument)
    return { requests, seen, batch, unseen, capture, ...packed }
  }

  /** As an import tells it of a file. The manifest is asked for once a model. */
  async #unseen({ model_sha256 }: Seen['model'], instrument: Instrument): Promise<string | null> {
    if (this.#manifest?.model_sha256 !== model_sha256) {
      // The flows are judged: what cannot be told of them is no reason to lose them.
      this.#manifest = await this.#engine.manifest().catch(() => undefined)
    }
    // Another model may be active by now.
    return this.#manifest?.model_sha256 === model_sha256 ? unseenInstrument(this.#manifest, instrument) : null
  }

  /** Stores the flows and answers the requests. */
  async #keep({ requests, seen, batch, unseen, feature_chunk, feature_ranges, capture }: Judged): Promise<void> {
    const { threat_types, confidences, class_names } = seen
    const name = `Detections ${new Date().toISOString().slice(0, 10)}`
    const notes = {
      missing: requests.flatMap(({ missing }) => missing),
      unread: requests.flatMap(({ unread }) => unread),
      notices: [...new Set([...requests.flatMap(({ notices }) => notices), ...(unseen === null ? [] : [unseen])])],
    }
    try {
      // A copy, since the store takes what it is given.
      const detections = {
        ...batch,
        feature_chunk,
        feature_ranges,
        threat_types: threat_types.slice(),
        class_names,
        ...notes,
      }
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
        Array.from(threat_types.subarray(begin, first), (threat_type, row) => ({
          id: row + 1,
          threat_type: class_names[threat_type] ?? '',
          confidence: roundShare(confidences[begin + row] ?? 0),
        })),
      )
    }
  }
}
