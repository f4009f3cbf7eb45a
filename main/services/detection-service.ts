import { encodeFeatures } from '../capture/feature-chunk.ts'
import type { Engine } from '../engine/client.ts'
import { verdictNames } from '../flow/novelty.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import type { Store } from '../store/client.ts'
import type { EventBus } from './event-bus.ts'
import { readEntries } from './flow-entries.ts'
import { Mutex } from './mutex.ts'
import { roundShare } from './round.ts'
import type { SettingsService } from './settings-service.ts'
import { nowUs } from './time.ts'

export interface Detection {
  id: number
  threat_type: string
  confidence: number
}

/** Classifies flows that a script sends, and keeps them in the history: one capture a day collects them. */
export class DetectionService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #settings: SettingsService
  readonly #events: EventBus
  readonly #writing = new Mutex()

  constructor(store: Store, engine: Engine, settings: SettingsService, events: EventBus) {
    this.#store = store
    this.#engine = engine
    this.#settings = settings
    this.#events = events
  }

  /** @throws AnomalyError `invalid_input` that names every entry and feature at fault */
  async classify(entries: readonly Readonly<Record<string, unknown>>[]): Promise<Detection[]> {
    const { flows: read, instrument } = readEntries(entries)
    const { features, ...flows } = read
    const bundle_dir = this.#engine.active_dir
    const manifest = await this.#engine.manifest(bundle_dir)
    const { protocols, line_numbers } = flows
    const { confidence_threshold, novelty_budget } = await this.#settings.get()
    const predictions = await this.#engine.classify(
      features,
      flows.rows,
      { protocols, line_numbers, instrument, novelty_budget },
      bundle_dir,
    )
    const class_names = verdictNames(manifest.classes)
    const feature_chunk = await encodeFeatures(features, flows.rows)
    const imported_at_us = nowUs()
    const batch = packBatch(
      { flows, ...predictions, class_names },
      { axis: 'row', imported_at_us, confidence_threshold, first_flow_number: 1 },
    )
    await this.#writing.run(async () => {
      const name = `Detections ${new Date().toISOString().slice(0, 10)}`
      const { model_sha256 } = manifest
      const scored_by = { model_sha256, confidence_threshold, novelty_budget }
      const known = await this.#store.findDetections({ name, ...scored_by })
      const place =
        known?.scoring_id == null
          ? await this.#store.createCapture({
              kind: 'detections',
              name,
              status: 'ready',
              sha256: null,
              size_bytes: 0,
              imported_at_us,
              axis: 'row',
              model_id: manifest.id,
              ...scored_by,
            })
          : { capture_id: known.id, scoring_id: known.scoring_id }
      await this.#store.appendToCapture({
        ...batch,
        ...place,
        rejected: [],
        missing: [],
        unread: [],
        feature_chunk,
        job: null,
      })
    })
    this.#events.changed('captures', 'flows', 'alerts')
    return Array.from(predictions.threat_types, (threat_type, row) => ({
      id: row + 1,
      threat_type: class_names[threat_type] ?? '',
      confidence: roundShare(predictions.confidences[row] ?? 0),
    }))
  }
}
