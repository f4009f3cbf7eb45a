import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import type { LayoutPreview } from '../capture/preview.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { EngineChannel } from './channel.ts'
import type { Predictions } from './classifier.ts'
import type {
  EngineReply,
  EngineTasks,
  LabelCaptureParams,
  LabelCaptureResult,
  ScoreCaptureParams,
  ScoredPart,
  TaskName,
} from './protocol.ts'

interface Task {
  readonly onPart: (part: unknown) => Promise<void>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface TaskOptions<Name extends TaskName> {
  readonly signal?: AbortSignal
  /** Called for one part at a time; the next one is asked for when the promise settles. */
  readonly onPart?: (part: EngineTasks[Name]['part']) => Promise<void>
}

/**
 * The engine process as seen from here. It is started at the first task, and again at the next one after it died;
 * tasks that were under way fail with `engine_failed`.
 */
export class Engine {
  readonly #launch: () => EngineChannel
  readonly #bundle_dir: string
  readonly #log: (message: string) => void
  readonly #tasks = new Map<number, Task>()
  #running: Promise<{ channel: EngineChannel; manifest: ModelManifest }> | undefined
  #channel: EngineChannel | undefined
  #next_task_id = 1
  #is_closed = false

  constructor(launch: () => EngineChannel, bundle_dir: string, log: (message: string) => void) {
    this.#launch = launch
    this.#bundle_dir = bundle_dir
    this.#log = log
  }

  /** Manifest of the loaded model. */
  async manifest(): Promise<ModelManifest> {
    return (await this.#start()).manifest
  }

  /** @param features shape [rows, FEATURE_COUNT] */
  async classify(features: Float32Array, rows: number): Promise<Predictions> {
    const { channel } = await this.#start()
    return this.#send(channel, 'classify', { features, rows })
  }

  /** How a capture would be read. */
  async previewCapture(params: ScoreCaptureParams): Promise<LayoutPreview> {
    const { channel } = await this.#start()
    return this.#send(channel, 'previewCapture', params)
  }

  /** Reads and classifies a capture; parts come in the order of the file. */
  async scoreCapture(
    params: ScoreCaptureParams,
    options: { signal?: AbortSignal; onPart: (part: ScoredPart) => Promise<void> },
  ): Promise<void> {
    const { channel } = await this.#start()
    await this.#send(channel, 'scoreCapture', params, options)
  }

  async labelCapture(params: LabelCaptureParams, signal?: AbortSignal): Promise<LabelCaptureResult> {
    const { channel } = await this.#start()
    return this.#send(channel, 'labelCapture', params, signal ? { signal } : {})
  }

  close(): void {
    this.#is_closed = true
    this.#channel?.kill()
  }

  #start(): Promise<{ channel: EngineChannel; manifest: ModelManifest }> {
    this.#running ??= this.#launchAndLoad().catch((error: unknown) => {
      this.#running = undefined
      throw error
    })
    return this.#running
  }

  async #launchAndLoad(): Promise<{ channel: EngineChannel; manifest: ModelManifest }> {
    if (this.#is_closed) throw new AnomalyError('engine_failed', 'AnomalyX is closing.')
    const channel = this.#launch()
    this.#channel = channel
    channel.onReply((reply) => this.#receive(channel, reply))
    channel.onExit((code) => {
      if (this.#channel !== channel) return
      this.#channel = undefined
      this.#running = undefined
      if (!this.#is_closed) this.#log(`engine: exited with code ${String(code)}`)
      this.#failAll()
    })
    try {
      return { channel, manifest: await this.#send(channel, 'load', { bundle_dir: this.#bundle_dir }) }
    } catch (error) {
      // Each try starts a process of its own; one without a model must not stay.
      if (this.#channel === channel) this.#channel = undefined
      channel.kill()
      throw error
    }
  }

  #send<Name extends TaskName>(
    channel: EngineChannel,
    task: Name,
    params: EngineTasks[Name]['params'],
    options: TaskOptions<Name> = {},
  ): Promise<EngineTasks[Name]['result']> {
    const task_id = this.#next_task_id++
    const { signal, onPart } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new AnomalyError('cancelled', 'The task was cancelled.'))
        return
      }
      signal?.addEventListener('abort', () => channel.post({ type: 'cancel', task_id }), { once: true })
      this.#tasks.set(task_id, {
        onPart: async (part) => onPart?.(part as EngineTasks[Name]['part']),
        resolve: (result) => resolve(result as EngineTasks[Name]['result']),
        reject,
      })
      channel.post({ type: 'start', task_id, task, params })
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
