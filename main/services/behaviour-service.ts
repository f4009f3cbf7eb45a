import type { BehaviourKindCost, BehaviourMeasurement } from '../../contract/behaviour.ts'
import type { BehaviourSettings } from '../../contract/behaviour-settings.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { type BehaviourCounts, costOf } from '../detect/behaviour/false-alerts.ts'
import { KIND_FACTS } from '../detect/behaviour/kinds.ts'
import type { Engine } from '../engine/client.ts'
import type { Store } from '../store/store.ts'
import { toldJudgements } from './findings.ts'
import type { SettingsService } from './settings-service.ts'
import { storedFlows } from './stored-flows.ts'

/** Tries settings of the detectors across flows on stored captures. */
export class BehaviourService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #settings: SettingsService

  constructor(store: Store, engine: Engine, settings: SettingsService) {
    this.#store = store
    this.#engine = engine
    this.#settings = settings
  }

  /** @throws AnomalyError `not_found`, `conflict` when the capture is not ready or its features were not kept */
  async measure(capture_id: number, proposed?: BehaviourSettings): Promise<BehaviourMeasurement> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.scoring_id == null) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    if (capture.status !== 'ready') {
      throw new AnomalyError('conflict', `Capture ${String(capture_id)} is still being imported.`)
    }
    if (capture.classified > 0 && (await this.#store.flows.getFeatureChunk(capture_id, 1)) === undefined) {
      throw new AnomalyError(
        'conflict',
        `The features of ${capture.name} were not kept, so nothing can be measured on it. Import the file again.`,
      )
    }
    const { behaviour: in_force } = await this.#settings.get()
    const settings = proposed === undefined ? [in_force] : [in_force, proposed]
    const measured = await this.#engine.measureBehaviour(
      { instrument: capture.instrument, settings },
      storedFlows(this.#store, capture, capture.scoring_id),
    )
    const [now, then] = measured
    if (now === undefined) throw new AnomalyError('engine_failed', 'The engine measured nothing.')
    const { flows, hosts, host_days } = now.counts
    return {
      ...{ flows, hosts, host_days },
      in_force: costs(now.counts),
      proposed: then === undefined ? null : costs(then.counts),
      judgements: toldJudgements((then ?? now).judgements),
    }
  }
}

function costs(counts: BehaviourCounts): BehaviourKindCost[] {
  return costOf([counts]).kinds.map(({ kind, false_alerts, per_host_day, flagged, flagged_share }) => ({
    ...{ kind, title: kind === 'all' ? 'All' : KIND_FACTS[kind].title },
    ...{ alerts: false_alerts, per_host_day, flagged, flagged_share },
  }))
}
