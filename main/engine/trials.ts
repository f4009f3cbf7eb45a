import type { ModelManifest } from '../flow/model-manifest.ts'
import type { EngineChannel } from './channel.ts'
import { Engine } from './client.ts'
import { refused } from '../detect/model/model-bundle.ts'

/** For each step of a trial: a graph answers 31 flows in milliseconds. */
const DEADLINE_MS = 20_000

/**
 * Tries model bundles, each in an engine process of its own: a graph that hangs or takes all memory takes nothing else with
 * it, and no import waits for it.
 */
export class ModelTrials {
  readonly #launch: () => EngineChannel
  readonly #log: (message: string) => void
  readonly #deadline_ms: number
  readonly #running = new Set<Engine>()
  #is_closed = false

  constructor(launch: () => EngineChannel, log: (message: string) => void, deadline_ms = DEADLINE_MS) {
    this.#launch = launch
    this.#log = log
    this.#deadline_ms = deadline_ms
  }

  /**
   * Loads a bundle and has its graph classify flows of the sample capture.
   * @throws AnomalyError `model_refused`; `engine_failed` when no process can be started, or AnomalyX closes
   */
  async run(bundle_dir: string): Promise<ModelManifest> {
    const trial: { has_answered: boolean } = { has_answered: false }
    const launch = () => {
      const channel = this.#launch()
      return {
        ...channel,
        onReply: (listener: Parameters<EngineChannel['onReply']>[0]) => {
          channel.onReply((reply) => {
            trial.has_answered = true
            listener(reply)
          })
        },
      }
    }
    const faults: string[] = []
    const engine = new Engine(launch, bundle_dir, (message) => this.#log(`trial: ${message}`), {
      deadline_ms: this.#deadline_ms,
      onCondition: (why) => {
        if (why !== null) faults.push(why)
      },
    })
    if (this.#is_closed) engine.close()
    this.#running.add(engine)
    try {
      return await engine.manifest()
    } catch (error) {
      const fault = faults.at(-1)
      if (!trial.has_answered || fault === undefined || this.#is_closed) throw error
      throw refused(
        `Its graph could not be tested on flows of the sample capture in a separate process. ${whatHappened(fault)}`,
        error,
      )
    } finally {
      this.#running.delete(engine)
      engine.close()
    }
  }

  /** Ends every trial that runs; it fails. */
  close(): void {
    this.#is_closed = true
    for (const engine of this.#running) engine.close()
  }
}

function whatHappened(fault: string): string {
  return fault.includes('no progress')
    ? `${fault} It may contain an endless loop.`
    : `${fault} It may need more memory than is available, or crash ONNX Runtime.`
}
