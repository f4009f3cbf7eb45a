import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError, fromProblem, toProblem } from '../../contract/errors.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { endsWithin } from '../process/within.ts'
import { StallWatch } from '../process/stall-watch.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { TrainingChannel } from '../training/channel.ts'
import type { TrainingReply } from '../training/protocol.ts'
import type { SourcePart } from '../training/sources.ts'
import type { EventBus } from './event-bus.ts'
import { errorText } from './error-text.ts'
import type { JobEndings } from './job-endings.ts'
import { type JobQueue, STOPPED } from './job-queue.ts'
import { toJob } from './job-service.ts'
import type { ModelLibrary } from './model-library.ts'
import { nowUs } from './time.ts'

const PROGRESS_INTERVAL_MS = 250

/** Without a word of the process: between two trees of millions of flows a slow machine takes a minute. */
const DEADLINE_MS = 300_000

/** A process that was killed is gone in milliseconds, unless the system holds on to it. */
const GONE_MS = 2000

export interface TrainingRequest {
  readonly capture_ids: readonly number[]
  readonly name: string
  readonly seed: number
}

interface Training extends TrainingRequest {
  readonly job_id: number
  readonly captures: readonly CaptureRow[]
  readonly bytes_total: number
}

/**
 * Trains models on labelled captures, each in a process of its own, from the features their imports kept. Trainings have
 * a queue of their own, so that no import waits minutes for one.
 */
export class TrainingService {
  readonly #store: Store
  readonly #library: ModelLibrary
  readonly #launch: () => TrainingChannel
  readonly #queue: JobQueue
  readonly #events: EventBus
  readonly #spool_dir: string
  readonly #endings: JobEndings
  readonly #log: (message: string) => void
  readonly #deadline_ms: number

  constructor(parts: {
    store: Store
    library: ModelLibrary
    launchTraining: () => TrainingChannel
    queue: JobQueue
    events: EventBus
    spool_dir: string
    /** Aborts when AnomalyX closes. */
    endings: JobEndings
    log: (message: string) => void
    /** After which a process that says nothing is ended. */
    deadline_ms?: number | undefined
  }) {
    this.#store = parts.store
    this.#library = parts.library
    this.#launch = parts.launchTraining
    this.#queue = parts.queue
    this.#events = parts.events
    this.#spool_dir = parts.spool_dir
    this.#endings = parts.endings
    this.#log = parts.log
    this.#deadline_ms = parts.deadline_ms ?? DEADLINE_MS
  }

  /**
   * Puts a training at the end of its queue.
   * @throws AnomalyError `not_found`, `not_trainable` when a capture has no labels or its features were not kept
   */
  async start(request: TrainingRequest): Promise<{ job_id: number }> {
    const captures: CaptureRow[] = []
    for (const id of new Set(request.capture_ids)) captures.push(await this.#labelled(id))
    const bytes_total = captures.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
    const job_id = await this.#store.jobs.create({
      kind: 'training',
      title: request.name,
      capture_id: null,
      model_id: null,
      created_at_us: nowUs(),
      bytes_total,
    })
    const work: Training = { ...request, job_id, captures, bytes_total }
    this.#queue.add(job_id, bytes_total, ({ signal }) => this.#run(work, signal))
    await this.#tellProgress(job_id)
    return { job_id }
  }

  async #labelled(id: number): Promise<CaptureRow> {
    const capture = await this.#store.captures.get(id)
    if (capture === undefined) throw new AnomalyError('not_found', `There is no capture ${String(id)}.`)
    if (capture.status !== 'ready') {
      throw new AnomalyError('not_trainable', `${capture.name} is still being imported.`)
    }
    if (capture.labelled === 0) {
      throw new AnomalyError(
        'not_trainable',
        `No flow of ${capture.name} has a known label, so it cannot be used for training.`,
      )
    }
    if ((await this.#store.flows.getFeatureChunk(id, 1)) === undefined) {
      throw new AnomalyError(
        'not_trainable',
        `The features of ${capture.name} were not kept, so it cannot be used for training. Import the file again.`,
      )
    }
    return capture
  }

  /** Runs one training to its end: done, failed or cancelled; it never rejects. */
  async #run(work: Training, signal: AbortSignal): Promise<void> {
    const out_dir = join(this.#spool_dir, `training-${randomUUID()}`)
    try {
      signal.throwIfAborted()
      await this.#store.jobs.update(work.job_id, { status: 'running', started_at_us: nowUs() })
      await this.#tellProgress(work.job_id)
      await this.#train(work, out_dir, signal)
      signal.throwIfAborted()
      const { manifest } = await this.#library.add(out_dir)
      this.#events.changed('models')
      await this.#end(work, { status: 'done', model_id: manifest.id, bytes_done: work.bytes_total })
    } catch (error) {
      if (signal.reason === STOPPED) return
      if (signal.aborted) await this.#end(work, { status: 'cancelled' })
      else {
        this.#log(`training ${String(work.job_id)}: ${errorText(error)}`)
        await this.#end(work, { status: 'failed', error: JSON.stringify(toProblem(error)) })
      }
    } finally {
      await rm(out_dir, { recursive: true, force: true })
      await this.#tellProgress(work.job_id)
    }
  }

  async #end(
    { job_id }: Training,
    ending: { status: 'done' | 'failed' | 'cancelled'; model_id?: string; bytes_done?: number; error?: string },
  ): Promise<void> {
    await this.#endings.end(
      job_id,
      ending,
      () => this.#store.jobs.update(job_id, { ...ending, finished_at_us: nowUs() }),
      (failure) => this.#log(`training ${String(job_id)}: its end could not be written yet: ${String(failure)}`),
    )
  }

  /** Settles when the bundle is written; the process is ended by then, whatever came of it. */
  async #train(work: Training, out_dir: string, signal: AbortSignal): Promise<void> {
    const channel = this.#launch()
    const outcome = Promise.withResolvers<undefined>()
    const gone = Promise.withResolvers<undefined>()
    channel.onExit((code) => {
      gone.resolve(undefined)
      outcome.reject(
        new AnomalyError(
          'engine_failed',
          `The training process stopped unexpectedly (code ${String(code)}); there may not be enough memory for this many flows.`,
        ),
      )
    })
    const cancel = () => outcome.reject(new AnomalyError('cancelled', 'The training was cancelled.'))
    signal.addEventListener('abort', cancel, { once: true })
    const watch = new StallWatch<'word'>(() => {
      outcome.reject(
        new AnomalyError(
          'engine_failed',
          `The training made no progress for ${String(this.#deadline_ms / 1000)} s, so its process was stopped and no model was created. Start it again.`,
        ),
      )
    })
    watch.expect('word', this.#deadline_ms)
    const feedPart = this.#feeder(work, channel)
    const feed = async (place: number) => {
      // While the process waits for flows, it owes no word.
      watch.rest('word')
      await feedPart(place)
      watch.expect('word', this.#deadline_ms)
    }
    const told = { at_ms: performance.now(), stage: '' }
    channel.onReply((reply) => {
      if (reply.type !== 'next') watch.expect('word', this.#deadline_ms)
      this.#handle(reply, work, told, feed, outcome)
    })
    const captures = work.captures.map(({ name, sha256 }) => ({ name, sha256: sha256 ?? '' }))
    channel.post({ type: 'train', order: { captures, out_dir, name: work.name, seed: work.seed } })
    try {
      await outcome.promise
    } finally {
      signal.removeEventListener('abort', cancel)
      watch.stop()
      channel.kill()
      await endsWithin(GONE_MS, gone.promise)
    }
  }

  #handle(
    reply: TrainingReply,
    work: Training,
    told: { at_ms: number; stage: string },
    feed: (capture: number) => Promise<void>,
    outcome: PromiseWithResolvers<undefined>,
  ): void {
    switch (reply.type) {
      case 'next':
        feed(reply.capture).catch((error: unknown) => outcome.reject(error))
        break
      case 'progress': {
        const { stage, done } = reply.progress
        if (stage === told.stage && performance.now() - told.at_ms < PROGRESS_INTERVAL_MS) break
        told.at_ms = performance.now()
        told.stage = stage
        this.#store.jobs
          .update(work.job_id, { stage, bytes_done: Math.floor(done * work.bytes_total) })
          .then(() => this.#tellProgress(work.job_id))
          .catch((error: unknown) => outcome.reject(error))
        break
      }
      case 'done':
        outcome.resolve(undefined)
        break
      case 'error':
        this.#log(`training ${String(work.job_id)}: ${reply.cause}`)
        outcome.reject(fromProblem(reply.problem))
        break
    }
  }

  /** Answers each question for the next flows of a capture. */
  #feeder({ captures }: Training, channel: TrainingChannel): (capture: number) => Promise<void> {
    const next_flow = captures.map(() => 1)
    return async (place) => {
      const capture = captures[place]
      const first = next_flow[place] ?? 1
      const part = capture === undefined ? null : await this.#part(capture, first)
      next_flow[place] = first + (part?.flows.rows ?? 0)
      channel.post({ type: 'part', part })
    }
  }

  async #part(capture: CaptureRow, first_flow_number: number): Promise<SourcePart | null> {
    const { id, scoring_id, classified, rejected, instrument } = capture
    const stored = await this.#store.flows.getFeatureChunk(id, first_flow_number)
    if (stored === undefined || scoring_id === null) return null
    const { features, rows } = await decodeFeatures(stored.chunk)
    const flows = await this.#store.flows.read(scoring_id, first_flow_number, rows, THREAT_TYPES)
    if (flows.rows !== rows) throw new AnomalyError('store_failed', `Flows of ${capture.name} are missing.`)
    const is_last = first_flow_number + rows > classified
    return {
      instrument: instrument ?? 'unknown',
      flows: { ...flows, features },
      rejected: is_last ? rejected : 0,
      share: (first_flow_number + rows - 1) / classified,
    }
  }

  async #tellProgress(job_id: number): Promise<void> {
    const row = await this.#store.jobs.get(job_id).catch(() => undefined)
    if (row !== undefined) this.#events.emit({ type: 'job', job: toJob(row) })
  }
}
