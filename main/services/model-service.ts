import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { Model, ModelDetail, ModelLibrary as LibraryAnswer, ModelStatus } from '../../contract/models.ts'
import type { Engine } from '../engine/client.ts'
import { BENIGN } from '../flow/threat-types.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { Store } from '../store/store.ts'
import type { ActivationRow } from '../store/models.ts'
import { type Activated, activationStack, previousModel } from './activation-history.ts'
import type { EventBus } from './event-bus.ts'
import type { LibraryModel, ModelLibrary } from './model-library.ts'
import { Mutex } from './mutex.ts'
import type { Who } from './people.ts'
import { isoFromClock, nowUs } from './time.ts'

const ACTIVATIONS_SHOWN = 50

/** The model library as a person or script sees it, and which of its models is the active one. */
export class ModelService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #library: ModelLibrary
  readonly #events: EventBus
  readonly #activating = new Mutex()

  constructor(store: Store, engine: Engine, library: ModelLibrary, events: EventBus) {
    this.#store = store
    this.#engine = engine
    this.#library = library
    this.#events = events
  }

  /**
   * Activates again what was active when AnomalyX closed.
   * @returns what a person should know of it
   */
  async restore(): Promise<string[]> {
    const last = (await this.#store.models.listActivations()).at(-1)
    if (last === undefined) return []
    try {
      this.#engine.activate((await this.#library.find(last.model_id)).bundle_dir)
      return []
    } catch (error) {
      return [
        `The model ${last.model_id} can no longer be used; the built-in model is used instead. ${toProblem(error).detail}`,
      ]
    }
  }

  /** @throws AnomalyError `model_refused`, `engine_failed` */
  async status(): Promise<ModelStatus> {
    const manifest = await this.#engine.manifest()
    return {
      id: manifest.id,
      name: manifest.name,
      version: manifest.version,
      model_sha256: manifest.model_sha256,
      status: 'ready',
      features: manifest.features.length,
      classes: manifest.classes,
      ...measuresOf(manifest),
    }
  }

  /** @throws AnomalyError `model_refused` when the bundle that comes with AnomalyX is damaged */
  async list(): Promise<LibraryAnswer> {
    const { models, unusable } = await this.#library.list()
    const history = await this.#store.models.listActivations()
    return {
      models: models.map((model) => this.#toModel(model)),
      unusable: unusable.map(({ id, error }) => ({ id, problem: toProblem(error) })),
      previous_id: this.#previous(models, history),
      activations: history
        .slice(-ACTIVATIONS_SHOWN)
        .reverse()
        .map(({ at_us, is_rollback, ...activation }) => ({
          at: isoFromClock(at_us),
          ...activation,
          is_rollback: is_rollback === 1,
        })),
    }
  }

  /** @throws AnomalyError `not_found`, `model_refused` */
  async get(id: string): Promise<ModelDetail> {
    const model = await this.#library.find(id)
    return { ...this.#toModel(model), model_card: await this.#library.modelCard(model) }
  }

  /** @throws AnomalyError as `ModelLibrary.add` */
  async import(path: string): Promise<Model> {
    const model = await this.#library.add(path)
    this.#events.changed('models')
    return this.#toModel(model)
  }

  /**
   * Classifies with this model from now on; imports that wait keep the one they were asked for with.
   * @throws AnomalyError `not_found`, `model_refused`
   */
  async activate(id: string, who: Who): Promise<LibraryAnswer> {
    await this.#activating.run(() => this.#makeActive(id, who, false))
    return this.list()
  }

  /** @throws AnomalyError `conflict` when there is no model to go back to, `model_refused` */
  async rollBack(who: Who): Promise<LibraryAnswer> {
    await this.#activating.run(async () => {
      const { models } = await this.#library.list()
      const previous_id = this.#previous(models, await this.#store.models.listActivations())
      if (previous_id === null) {
        throw new AnomalyError('conflict', 'No other model was active before, so there is nothing to roll back to.')
      }
      await this.#makeActive(previous_id, who, true)
    })
    return this.list()
  }

  /** @throws AnomalyError `not_found`, `conflict` for the active one and the one that comes with AnomalyX */
  async delete(id: string): Promise<void> {
    await this.#activating.run(async () => {
      const model = await this.#library.locate(id)
      if (model.is_bundled) {
        throw new AnomalyError('conflict', `${id} is the built-in model and cannot be deleted.`)
      }
      if (this.#isActive(model)) {
        throw new AnomalyError('conflict', `${id} is the active model. Activate another one before you delete it.`)
      }
      if (await this.#store.jobs.isModelInUse(id)) {
        throw new AnomalyError(
          'conflict',
          `${id} is used by a running or waiting job. Wait until the job is done, or cancel it.`,
        )
      }
      await this.#library.remove(model)
    })
    this.#events.changed('models')
  }

  async #makeActive(id: string, who: Who, is_rollback: boolean): Promise<void> {
    const model = await this.#library.find(id)
    const { bundle_dir } = model
    // Only what was tried, and what the engine has loaded, may take over.
    await this.#library.ensureTried(model)
    const { model_sha256 } = await this.#engine.manifest(bundle_dir)
    await this.#store.models.addActivation({
      at_us: nowUs(),
      ...who,
      model_id: id,
      model_sha256,
      is_rollback: is_rollback ? 1 : 0,
    })
    this.#engine.activate(bundle_dir)
    this.#events.changed('models')
  }

  #isActive({ bundle_dir }: Pick<LibraryModel, 'bundle_dir'>): boolean {
    return bundle_dir === this.#engine.active_dir
  }

  #previous(models: readonly LibraryModel[], history: readonly ActivationRow[]): string | null {
    const default_id = models.find(({ is_bundled }) => is_bundled)?.manifest.id ?? ''
    const active_id = models.find((model) => this.#isActive(model))?.manifest.id ?? ''
    const activated = history.map(({ model_id, is_rollback }): Activated => ({
      model_id,
      is_rollback: is_rollback === 1,
    }))
    const ids = new Set(models.map(({ manifest }) => manifest.id))
    return previousModel(activationStack(activated, default_id), active_id, (id) => ids.has(id))
  }

  #toModel(model: LibraryModel): Model {
    const { manifest } = model
    return {
      id: manifest.id,
      name: manifest.name,
      version: manifest.version,
      model_sha256: manifest.model_sha256,
      origin: model.is_bundled ? 'bundled' : 'library',
      is_active: this.#isActive(model),
      added_at: model.added_at_ms === null ? null : new Date(model.added_at_ms).toISOString(),
      features: manifest.features.length,
      scaled_features: manifest.preprocessing?.scaled.length ?? 0,
      one_hot_fields: manifest.preprocessing?.one_hot.map(({ field }) => field) ?? [],
      classes: manifest.classes,
      without_benign: manifest.without_benign === true,
      trainer: `${manifest.trainer.name} ${manifest.trainer.version}`,
      training_data: manifest.training_data.map(({ name, sha256, rows }) => ({ name, sha256, rows })),
      ...measuresOf(manifest),
    }
  }
}

/** Bundles of older trainers hold 0 where a share is one of no flows; the counts of flows tell. */
function measuresOf({ protocol, metrics }: ModelManifest): Pick<Model, 'protocol' | 'metrics'> {
  return {
    protocol: protocol === '' ? null : protocol,
    metrics: metrics.map(({ data, rows, macro_f1, fpr, fnr, per_class }) => {
      const benign = per_class.find(({ threat_type }) => threat_type === BENIGN)?.support
      return {
        ...{ data, rows, macro_f1: rows === 0 ? null : macro_f1 },
        fpr: benign === 0 ? null : fpr,
        fnr: benign === rows ? null : fnr,
        per_class: per_class.map(({ threat_type, precision, recall, f1, support }) => ({
          ...{ threat_type, precision, support },
          recall: support === 0 ? null : recall,
          f1: support === 0 ? null : f1,
        })),
      }
    }),
  }
}
