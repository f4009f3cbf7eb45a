import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import type { LayoutPreview } from '../capture/preview.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { EngineChannel } from './channel.ts'
import type { NoveltyOptions } from './classifier.ts'
import type { FlowFields } from './model-input.ts'
import type {
  Classified,
  EngineReply,
  EngineTasks,
  ExplainParams,
  Explanations,
  LabelCaptureParams,
  LabelCaptureResult,
  PreviewCaptureParams,
  ScoreCaptureParams,
  ScoreCaptureResult,
  ScoredPart,
  TaskName,
} from './protocol.ts'

interface Task {
  readonly onPart: (part: unknown) => Promise<void>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface TaskOptions<Name extends TaskName> {
  readonly signal?: AbortSignal | undefined
  /** Folder of the bundle whose model the task uses. */
  readonly bundle_dir?: string | undefined
  /** Called for one part at a time; the next one is asked for when the promise settles. */
  readonly onPart?: (part: EngineTasks[Name]['part']) => Promise<void>
}

/**
 * The engine process as seen from here. It is started at the first task, and again at the next one after it died;
 * tasks that were under way fail with `engine_failed`. A task uses the active model unless it names the bundle folder
 * of another.
 */
export class Engine {
  readonly #launch: () => EngineChannel
  readonly #log: (message: string) => void
  readonly #tasks = new Map<number, Task>()
  #active_dir: string
  #channel: EngineChannel | undefined
  #next_task_id = 1
  #is_closed = false

  constructor(launch: () => EngineChannel, bundle_dir: string, log: (message: string) => void) {
    this.#launch = launch
    this.#active_dir = bundle_dir
    this.#log = log
  }

  /** Folder of the bundle that tasks use when they name none. */
  get active_dir(): string {
    return this.#active_dir
  }

  /** From here on tasks use this bundle; those under way end with the one they began with. */
  activate(bundle_dir: string): void {
    this.#active_dir = bundle_dir
  }

  /**
   * Manifest of a model, once the whole bundle is checked and its model is loaded.
   * @throws AnomalyError `model_refused`
   */
  manifest(bundle_dir?: string): Promise<ModelManifest> {
    return this.#ask('load', null, { bundle_dir })
  }

  /**
   * @param features shape [rows, FEATURE_COUNT]
   * @param fields what else is known of the flows, for models that encode it and for the limit of novelty
   */
  classify(
    features: Float32Array,
    rows: number,
    fields: FlowFields & NoveltyOptions = {},
    bundle_dir?: string,
  ): Promise<Classified> {
    return this.#ask('classify', { features, rows, fields }, { bundle_dir })
  }

  /** How a capture would be read. */
  previewCapture(params: PreviewCaptureParams): Promise<LayoutPreview> {
    return this.#ask('previewCapture', params)
  }

  /** Reads and classifies a capture; parts come in the order of the file. */
  scoreCapture(
    params: ScoreCaptureParams,
    options: {
      signal?: AbortSignal
      bundle_dir?: string
      onPart: (part: ScoredPart) => Promise<void>
    },
  ): Promise<ScoreCaptureResult> {
    return this.#ask('scoreCapture', params, options)
  }

  /**
   * Reads and classifies a capture for nothing but practice: what runs for the first time is slow, and whoever drops a
   * capture should not be the one to wait for it.
   */
  async rehearse(path: string): Promise<void> {
    await this.scoreCapture({ path, keep_features: true }, { onPart: () => Promise.resolve() })
  }

  /** @throws AnomalyError `not_explainable` that says what the model lacks */
  explain(params: ExplainParams, bundle_dir?: string): Promise<Explanations> {
    return this.#ask('explain', params, { bundle_dir })
  }

  labelCapture(params: LabelCaptureParams, signal?: AbortSignal): Promise<LabelCaptureResult> {
    return this.#ask('labelCapture', params, { signal })
  }

  close(): void {
    this.#is_closed = true
    this.#channel?.kill()
  }

  #open(): EngineChannel {
    if (this.#is_closed) throw new AnomalyError('engine_failed', 'AnomalyX is closing.')
    if (this.#channel !== undefined) return this.#channel
    const channel = this.#launch()
    this.#channel = channel
    channel.onReply((reply) => this.#receive(channel, reply))
    channel.onExit((code) => {
      if (this.#channel !== channel) return
      this.#channel = undefined
      if (!this.#is_closed) this.#log(`engine: exited with code ${String(code)}`)
      this.#failAll()
    })
    return channel
  }

  async #ask<Name extends TaskName>(
    task: Name,
    params: EngineTasks[Name]['params'],
    { signal, onPart, bundle_dir = this.#active_dir }: TaskOptions<Name> = {},
  ): Promise<EngineTasks[Name]['result']> {
    if (signal?.aborted === true) throw new AnomalyError('cancelled', 'The task was cancelled.')
    const channel = this.#open()
    const task_id = this.#next_task_id++
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => channel.post({ type: 'cancel', task_id }), { once: true })
      this.#tasks.set(task_id, {
        onPart: async (part) => onPart?.(part as EngineTasks[Name]['part']),
        resolve: (result) => resolve(result as EngineTasks[Name]['result']),
        reject,
      })
      channel.post({ type: 'start', task_id, task, params, bundle_dir })
    })
  }

  /** Parts of one task are handled one after another; its result waits for the last of them. */
  readonly #queues = new Map<number, Promise<void>>()

  #receive(channel: EngineChannel, reply: EngineReply): void {
    const { task_id } = reply
    const task = this.#tasks.get(task_id)
    if (task === undefined) return
    const before = this.#queues.get(task_id) ?? Promise.resolve()
    switch (reply.type) {
      case 'part':
        this.#queues.set(
          task_id,
          before
            .then(async () => {
              // A part that came behind the one that failed must not be written any more.
              if (this.#tasks.get(task_id) !== task) return
              await task.onPart(reply.part)
              channel.post({ type: 'credit', task_id })
            })
            .catch((error: unknown) => {
              channel.post({ type: 'cancel', task_id })
              this.#settle(task_id)
              task.reject(error)
            }),
        )
        break
      case 'result':
        void before.then(() => {
          this.#settle(task_id)
          task.resolve(reply.result)
        })
        break
      case 'error':
        if (reply.problem.code === 'engine_failed') this.#log(`engine: ${reply.cause}`)
        void before.then(() => {
          this.#settle(task_id)
          task.reject(fromProblem(reply.problem))
        })
        break
    }
  }

  #settle(task_id: number): void {
    this.#tasks.delete(task_id)
    this.#queues.delete(task_id)
  }

  #failAll(): void {
    const error = new AnomalyError(
      'engine_failed',
      'The engine process stopped in the middle of its work. It will be started again: try once more.',
    )
    const tasks = [...this.#tasks]
    this.#tasks.clear()
    for (const [task_id, { reject }] of tasks) {
      // The part that is being written comes to its end first: whoever cleans up after the failure comes last.
      void (this.#queues.get(task_id) ?? Promise.resolve()).then(() => reject(error))
      this.#queues.delete(task_id)
    }
  }
}
