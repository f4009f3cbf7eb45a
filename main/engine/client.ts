import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import { Restarts } from '../process/restarts.ts'
import { cancelled } from '../sources/cancelled.ts'
import type { StoredFlowPart } from '../sources/stored/stored-source.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { EngineChannel } from './channel.ts'
import type { NoveltyOptions } from '../detect/model/classifier.ts'
import type { FlowFields } from '../detect/model/model-input.ts'
import type { Classified, EngineReply, PacketProgress, TaskName, TaskParams, TaskPart, TaskResult } from './protocol.ts'
import { CANCEL_MS, DEADLINE_MS, type EngineOptions } from './engine-options.ts'
import type { OpenTask, TaskOptions } from './open-task.ts'
import { TaskWatch } from './task-watch.ts'

/**
 * The engine process as seen from here. It is started at the first task. One that dies, or makes no progress for its
 * deadline and is ended for it, is started again and loads the active model; tasks that were under way fail with
 * `engine_failed`. A task uses the active model unless it names the bundle folder of another.
 */
export class Engine {
  readonly #launch: () => EngineChannel
  readonly #log: (message: string) => void
  readonly #tasks = new Map<number, OpenTask>()
  #active_dir: string
  #channel: EngineChannel | undefined
  #next_task_id = 1
  #is_closed = false
  readonly #deadline_ms: number
  readonly #watch: TaskWatch
  readonly #restarts: Restarts

  constructor(
    launch: () => EngineChannel,
    bundle_dir: string,
    log: (message: string) => void,
    { deadline_ms = DEADLINE_MS, cancel_ms = CANCEL_MS, onCondition = () => undefined }: EngineOptions = {},
  ) {
    this.#launch = launch
    this.#active_dir = bundle_dir
    this.#log = log
    this.#deadline_ms = deadline_ms
    this.#watch = new TaskWatch(
      { deadline_ms, cancel_ms },
      () => this.#fail(`The engine made no progress for ${inSeconds(this.#deadline_ms)}, so its process was stopped.`),
      (task_id, is_silent) => this.#endCancelled(task_id, is_silent),
    )
    // Loading the active model shows that a new process works, before anyone needs it.
    this.#restarts = new Restarts(() => void this.manifest().catch(() => undefined), onCondition)
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
  previewCapture(params: TaskParams<'previewCapture'>): Promise<TaskResult<'previewCapture'>> {
    return this.#ask('previewCapture', params)
  }

  /** Reads and classifies a capture; parts come in the order of the file. */
  scoreCapture(
    params: TaskParams<'scoreCapture'>,
    options: {
      signal?: AbortSignal
      bundle_dir?: string
      onPart: (part: TaskPart<'scoreCapture'>) => Promise<void>
    },
  ): Promise<TaskResult<'scoreCapture'>> {
    return this.#ask('scoreCapture', params, options)
  }

  /** Reads and classifies a segment of a stream; read again, it has the same parts. */
  scoreSegment(
    params: TaskParams<'scoreSegment'>,
    options: { signal: AbortSignal; bundle_dir: string; onPart: (part: TaskPart<'scoreCapture'>) => Promise<void> },
  ): Promise<TaskResult<'scoreSegment'>> {
    return this.#ask('scoreSegment', params, options)
  }

  /** Looks across the next stored flows of a capture that goes on; null when those before them are not known. */
  watchStream(
    params: TaskParams<'watchStream'>,
    options: { signal: AbortSignal; feed: () => Promise<StoredFlowPart | null> },
  ): Promise<TaskResult<'watchStream'>> {
    return this.#ask('watchStream', params, options)
  }

  /** Drops what is known across flows of streams whose keys begin so. */
  async forgetStream(beginning: string): Promise<void> {
    await this.#ask('forgetStream', { beginning })
  }

  /** Classifies flows that the store keeps; parts come in the order they are fed in. */
  scoreStored(
    params: TaskParams<'scoreStored'>,
    options: {
      signal: AbortSignal
      bundle_dir: string
      feed: () => Promise<StoredFlowPart | null>
      onPart: (part: TaskPart<'scoreStored'>) => Promise<void>
    },
  ): Promise<TaskResult<'scoreStored'>> {
    return this.#ask('scoreStored', params, options)
  }

  /** What each of some settings notices across stored flows, in their order. */
  measureBehaviour(
    params: TaskParams<'measureBehaviour'>,
    feed: () => Promise<StoredFlowPart | null>,
  ): Promise<TaskResult<'measureBehaviour'>> {
    return this.#ask('measureBehaviour', params, { feed })
  }

  /**
   * Reads and classifies a capture for nothing but practice: what runs for the first time is slow, and whoever drops a
   * capture should not be the one to wait for it.
   */
  async rehearse(path: string): Promise<void> {
    await this.scoreCapture({ path, keep_features: true }, { onPart: () => Promise.resolve() })
  }

  /** @throws AnomalyError `not_explainable` that says what the model lacks */
  explain(params: TaskParams<'explain'>, bundle_dir?: string): Promise<TaskResult<'explain'>> {
    return this.#ask('explain', params, { bundle_dir })
  }

  labelCapture(params: TaskParams<'labelCapture'>, signal?: AbortSignal): Promise<TaskResult<'labelCapture'>> {
    return this.#ask('labelCapture', params, { signal })
  }

  /** Writes the packets of flows to a file, and tells how far it is. */
  savePackets(
    params: TaskParams<'savePackets'>,
    signal: AbortSignal | undefined,
    onProgress: (progress: PacketProgress) => Promise<void>,
  ): Promise<TaskResult<'savePackets'>> {
    return this.#ask('savePackets', params, { signal, onPart: onProgress })
  }

  /** The first packets of a flow. */
  lookAtPackets(params: TaskParams<'lookAtPackets'>, signal?: AbortSignal): Promise<TaskResult<'lookAtPackets'>> {
    return this.#ask('lookAtPackets', params, { signal })
  }

  /** The conversations on some lines of a file, in their order; a line that has none is left out. */
  pickConversations(
    params: TaskParams<'pickConversations'>,
    signal?: AbortSignal,
  ): Promise<TaskResult<'pickConversations'>> {
    return this.#ask('pickConversations', params, { signal })
  }

  /** Ends the process, whatever it does; what was under way fails. */
  close(): void {
    this.#is_closed = true
    this.#restarts.stop()
    this.#drop()
    this.#failAll(new AnomalyError('engine_failed', CLOSING))
  }

  #open(): EngineChannel {
    if (this.#is_closed) throw new AnomalyError('engine_failed', CLOSING)
    if (this.#channel !== undefined) return this.#channel
    const { refusal } = this.#restarts
    if (refusal !== null) throw new AnomalyError('engine_failed', refusal)
    const channel = this.#start()
    this.#channel = channel
    channel.onReply((reply) => {
      // What an ended process still had to say is of tasks that have failed.
      if (this.#channel === channel) this.#receive(channel, reply)
    })
    channel.onExit((code) => {
      if (this.#channel !== channel) return
      this.#log(`engine: exited with code ${String(code)}`)
      this.#fail(`The engine process stopped (code ${String(code)}).`)
    })
    return channel
  }

  #start(): EngineChannel {
    try {
      return this.#launch()
    } catch (cause) {
      const why = 'The engine process cannot be started.'
      this.#log(`engine: ${String(cause)}`)
      this.#restarts.failed(why)
      throw new AnomalyError('engine_failed', `${why} Restart AnomalyX; if that does not help, reinstall it.`, {
        cause,
      })
    }
  }

  #drop(): void {
    this.#watch.stop()
    this.#channel?.kill()
    this.#channel = undefined
  }

  /** Ends the process, and starts another one when it is time. */
  #fail(why: string): void {
    this.#log(`engine: ${why}`)
    this.#drop()
    this.#failAll(
      new AnomalyError(
        'engine_failed',
        `${why} Work in progress was aborted. The engine is being restarted: try again.`,
      ),
    )
    this.#restarts.failed(why)
  }

  /** A cancelled task that the process does not end is over here; a process that says nothing at all hangs. */
  #endCancelled(task_id: number, is_silent: boolean): void {
    const task = this.#tasks.get(task_id)
    const channel = this.#channel
    if (task !== undefined) {
      void this.#reject(task_id, task, cancelled()).then(() => this.#awaitEnd(task_id, channel))
    }
    if (is_silent) this.#fail('The engine did not respond when a task was cancelled, so its process was stopped.')
  }

  async #ask<Name extends TaskName>(
    task: Name,
    params: TaskParams<Name>,
    { signal, onPart, feed = nothing, bundle_dir = this.#active_dir }: TaskOptions<Name> = {},
  ): Promise<TaskResult<Name>> {
    if (signal?.aborted === true) throw cancelled()
    const channel = this.#open()
    const task_id = this.#next_task_id++
    return new Promise((resolve, reject) => {
      const cancel = () => {
        if (!this.#tasks.has(task_id)) return
        channel.post({ type: 'cancel', task_id })
        this.#watch.cancel(task_id)
      }
      signal?.addEventListener('abort', cancel, { once: true })
      const forget = () => signal?.removeEventListener('abort', cancel)
      this.#tasks.set(task_id, {
        parts_in_hand: 0,
        is_hungry: false,
        feed,
        onPart: async (part) => onPart?.(part as TaskPart<Name>),
        resolve: (result) => {
          forget()
          resolve(result as TaskResult<Name>)
        },
        reject: (error) => {
          forget()
          reject(error)
        },
      })
      this.#watch.owe(task_id)
      channel.post({ type: 'start', task_id, task, params, bundle_dir })
    })
  }

  /** Parts of one task are handled one after another; its result waits for the last of them. */
  readonly #queues = new Map<number, Promise<void>>()

  #receive(channel: EngineChannel, reply: EngineReply): void {
    const { task_id } = reply
    this.#watch.heard(reply.type === 'progress' ? reply.allowance_ms : 0)
    const task = this.#tasks.get(task_id)
    if (task === undefined) {
      if (reply.type === 'result' || reply.type === 'error') this.#watch.end(task_id)
      return
    }
    const before = this.#queues.get(task_id) ?? Promise.resolve()
    switch (reply.type) {
      case 'progress':
        this.#oweOn(task_id, task)
        break
      case 'hungry':
        void this.#feed(channel, task_id, task)
        break
      case 'part':
        this.#restarts.worked()
        task.parts_in_hand += 1
        this.#watch.rest(task_id)
        this.#queues.set(
          task_id,
          before
            .then(async () => {
              // A part that came behind the one that failed must not be written any more.
              if (this.#tasks.get(task_id) !== task) return
              await task.onPart(reply.part)
              if (this.#tasks.get(task_id) !== task) return
              task.parts_in_hand -= 1
              this.#oweOn(task_id, task)
              channel.post({ type: 'credit', task_id })
            })
            .catch((cause: unknown) => this.#giveUp(channel, task_id, task, cause)),
        )
        break
      case 'result':
        this.#restarts.worked()
        this.#watch.end(task_id)
        void before.then(() => {
          this.#settle(task_id)
          task.resolve(reply.result)
        })
        break
      case 'error':
        if (reply.problem.code === 'engine_failed') this.#log(`engine: ${reply.cause}`)
        else this.#restarts.worked()
        this.#watch.end(task_id)
        void this.#reject(task_id, task, fromProblem(reply.problem))
        break
    }
  }

  /** The engine goes on with a task that does not wait for this side. */
  #oweOn(task_id: number, task: OpenTask): void {
    if (task.parts_in_hand === 0 && !task.is_hungry) this.#watch.owe(task_id)
  }

  async #feed(channel: EngineChannel, task_id: number, task: OpenTask): Promise<void> {
    task.is_hungry = true
    this.#watch.rest(task_id)
    try {
      const part = await task.feed()
      if (this.#tasks.get(task_id) !== task) return
      task.is_hungry = false
      this.#oweOn(task_id, task)
      channel.post({ type: 'feed', task_id, part })
    } catch (cause) {
      await this.#queues.get(task_id)
      if (this.#tasks.get(task_id) === task) this.#giveUp(channel, task_id, task, cause)
    }
  }

  /** Ends a task that this side cannot go on with. */
  #giveUp(channel: EngineChannel, task_id: number, task: OpenTask, cause: unknown): void {
    channel.post({ type: 'cancel', task_id })
    this.#settle(task_id)
    task.reject(cause instanceof Error ? cause : new Error('a part was not taken', { cause }))
    this.#awaitEnd(task_id, channel)
  }

  /** The part that is being written comes to its end first: whoever cleans up after the failure comes last. */
  async #reject(task_id: number, task: OpenTask, error: AnomalyError): Promise<void> {
    await this.#queues.get(task_id)
    this.#settle(task_id)
    task.reject(error)
  }

  /** A task that is over here is not yet so in its process, which owes a last word on it. */
  #awaitEnd(task_id: number, channel: EngineChannel | undefined): void {
    if (channel !== undefined && channel === this.#channel) this.#watch.owe(task_id)
  }

  #settle(task_id: number): void {
    this.#tasks.delete(task_id)
    this.#queues.delete(task_id)
    this.#watch.end(task_id)
  }

  #failAll(error: AnomalyError): void {
    const tasks = [...this.#tasks]
    this.#tasks.clear()
    for (const [task_id, task] of tasks) void this.#reject(task_id, task, error)
  }
}

const nothing = () => Promise.resolve(null)

const CLOSING = 'AnomalyX is closing.'

function inSeconds(duration_ms: number): string {
  return `${String(duration_ms / 1000)} s`
}
