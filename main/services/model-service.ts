import type { ModelStatus } from '../../contract/models.ts'
import type { Engine } from '../engine/client.ts'

/** The model in use. */
export class ModelService {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
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
      protocol: manifest.protocol,
      metrics: manifest.metrics,
    }
  }
}
