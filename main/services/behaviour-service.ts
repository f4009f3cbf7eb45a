import type { BehaviourKindCost, BehaviourMeasurement } from '../../contract/behaviour.ts'
import type { BehaviourSettings } from '../../contract/behaviour-settings.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { type BehaviourCounts, costOf } from '../detect/behaviour/false-alerts.ts'
import { KIND_FACTS } from '../detect/behaviour/kinds.ts'
import type { Engine } from '../engine/client.ts'
import type { MeasuredBehaviour } from '../engine/protocol.ts'
import type { Store } from '../store/store.ts'
import type { EventBus } from './event-bus.ts'
import { recordOf, toldJudgements } from './findings.ts'
import type { SettingsService } from './settings-service.ts'
import { storedFlows } from './stored-flows.ts'
import { nowUs } from './time.ts'

const MOST_PROPOSALS = 20

/** The detectors across flows on stored captures: settings are tried, and captures judged again. */
export class BehaviourService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #settings: SettingsService
  readonly #events: EventBus

  constructor(store: Store, engine: Engine, settings: SettingsService, events: EventBus) {
    this.#store = store
    this.#engine = engine
    this.#settings = settings
    this.#events = events
  }

  /**
   * What the settings in force and proposed ones raise on a capture; nothing is kept.
   * @throws AnomalyError `not_found`, `conflict` when the capture is not ready or its features were not kept
   */
  async measure(capture_id: number, proposed?: BehaviourSettings): Promise<BehaviourMeasurement> {
    const { behaviour: in_force } = await this.#settings.get()
    const [now, then] = await this.#watch(capture_id, proposed === undefined ? [in_force] : [in_force, proposed])
    if (now === undefined) throw new AnomalyError('engine_failed', 'The engine measured nothing.')
    const { flows, hosts, host_days } = now.counts
    return {
      ...{ flows, hosts, host_days },
      in_force: costs(now.counts),
      proposed: then === undefined ? null : costs(then.counts),
      judgements: toldJudgements((then ?? now).report.judgements),
      proposed_roles: (then ?? now).proposals.slice(0, MOST_PROPOSALS),
    }
  }

  /**
   * Judges a capture again by the settings in force: what was noticed before gives way, and decisions stay.
   * @throws as `measure`
   */
  async judge(capture_id: number): Promise<{ findings: number }> {
    const { behaviour } = await this.#settings.get()
    const [judged] = await this.#watch(capture_id, [behaviour])
    if (judged === undefined) throw new AnomalyError('engine_failed', 'The engine judged nothing.')
    const [findings, judgements] = recordOf({ behaviour: judged.report, has_conversations_only: false })
    await this.#store.findings.record(capture_id, findings, judgements, nowUs())
    this.#events.changed('captures', 'flows', 'alerts')
    return { findings: findings.length }
  }

  async #watch(capture_id: number, settings: readonly BehaviourSettings[]): Promise<MeasuredBehaviour[]> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.scoring_id == null) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    if (capture.status !== 'ready') {
      throw new AnomalyError('conflict', `Capture ${String(capture_id)} is still being imported.`)
    }
    if (capture.classified > 0 && (await this.#store.flows.getFeatureChunk(capture_id, 1)) === undefined) {
      throw new AnomalyError(
        'conflict',
        `The features of ${capture.name} were not kept, so it cannot be judged again. Import the file again.`,
      )
    }
    return this.#engine.measureBehaviour(
      { instrument: capture.instrument, settings },
      storedFlows(this.#store, capture, capture.scoring_id),
    )
  }
}

function costs(counts: BehaviourCounts): BehaviourKindCost[] {
  return costOf([counts]).kinds.map(({ kind, false_alerts, per_host_day, flagged, flagged_share }) => ({
    ...{ kind, title: kind === 'all' ? 'All' : KIND_FACTS[kind].title },
    ...{ alerts: false_alerts, per_host_day, flagged, flagged_share },
  }))
}
