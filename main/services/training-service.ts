import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { type UnreadCells, unknownLabelsSentence } from '../flow/unread-cells.ts'
import { endsWithin } from '../process/within.ts'
import { StallWatch } from '../process/stall-watch.ts'
import type { Ending } from '../runs/job-endings.ts'
import type { Jobs, JobTurn } from '../runs/jobs.ts'
import type { Store } from '../store/store.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { TrainingChannel } from '../training/channel.ts'
import type { TrainingReply } from '../training/protocol.ts'
import type { SourcePart } from '../training/sources.ts'
import type { EventBus } from './event-bus.ts'
import type { ModelLibrary } from './model-library.ts'
import { nowUs } from './time.ts'

/** Without a word of the process: between two trees of millions of flows a slow machine takes a minute. */
const DEADLINE_MS = 300_000

/** A process that was killed is gone in milliseconds, unless the system holds on to it. */
const GONE_MS = 2000

export interface TrainingRequest {
  readonly capture_ids: readonly number[]
  readonly name: string
  readonly seed: number
  readonly without_benign: boolean
}

interface Training extends TrainingRequest {
  readonly job_id: number
  readonly captures: readonly CaptureRow[]
}

/**
 * Trains models on labelled captures, each in a process of its own, from the features their imports kept. Trainings have
 * a lane of their own, so that no import waits minutes for one.
 */
export class TrainingService {
  readonly #store: Store
  readonly #library: ModelLibrary
  readonly #launch: () => TrainingChannel
  readonly #jobs: Jobs
  readonly #events: EventBus
  readonly #spool_dir: string
  readonly #log: (message: string) => void
  readonly #deadline_ms: number

  constructor(parts: {
    store: Store
    library: ModelLibrary
    launchTraining: () => TrainingChannel
    jobs: Jobs
    events: EventBus
    spool_dir: string
    log: (message: string) => void
    /** After which a process that says nothing is ended. */
    deadline_ms?: number | undefined
  }) {
    this.#store = parts.store
    this.#library = parts.library
    this.#launch = parts.launchTraining
    this.#jobs = parts.jobs
    this.#events = parts.events
    this.#spool_dir = parts.spool_dir
    this.#log = parts.log
    this.#deadline_ms = parts.deadline_ms ?? DEADLINE_MS
  }

  /**
   * Puts a training at the end of its lane.
   * @throws AnomalyError `not_found`, `not_trainable` when a capture has no labels or its features were not kept
   */
  async start(request: TrainingRequest): Promise<{ job_id: number }> {
    const captures: CaptureRow[] = []
    for (const id of new Set(request.capture_ids)) captures.push(await this.#labelled(id))
    const { job_id } = await this.#jobs.start<Training>({
      kind: 'training',
      lane: 'trainings',
      size: { unit: 'percent', total: 100 },
      create: async () => {
        const job_id = await this.#store.jobs.create({
          ...{ kind: 'training', title: request.name, capture_id: null, model_id: null, created_at_us: nowUs() },
          ...{ progress_unit: 'percent', progress_total: 100 },
        })
        return { ...request, captures, job_id }
      },
      work: (work, turn) => this.#run(work, turn),
      affects: [],
    })
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
        `No flow of ${capture.name} has a known label, so it cannot be used for training.${unknownLabelsSentence(unreadOf(capture))}`,
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

  async #run(work: Training, turn: JobTurn): Promise<Ending> {
    const out_dir = join(this.#spool_dir, `training-${randomUUID()}`)
    try {
      await this.#train(work, out_dir, turn)
      turn.signal.throwIfAborted()
      const { manifest } = await this.#library.add(out_dir)
      this.#events.changed('models')
      return { model_id: manifest.id, progress_done: 100 }
    } finally {
      await rm(out_dir, { recursive: true, force: true })
    }
  }

  /** Settles when the bundle is written; the process is ended by then, whatever came of it. */
  async #train(work: Training, out_dir: string, turn: JobTurn): Promise<void> {
    const { signal } = turn
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
    channel.onReply((reply) => {
      if (reply.type !== 'next') watch.expect('word', this.#deadline_ms)
      this.#handle(reply, work, turn, feed, outcome)
    })
    const captures = work.captures.map(({ name, sha256 }) => ({ name, sha256: sha256 ?? '' }))
    channel.post({
      type: 'train',
      order: { captures, out_dir, name: work.name, seed: work.seed, without_benign: work.without_benign },
    })
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
    turn: JobTurn,
    feed: (capture: number) => Promise<void>,
    outcome: PromiseWithResolvers<undefined>,
  ): void {
    switch (reply.type) {
      case 'next':
        feed(reply.capture).catch((error: unknown) => outcome.reject(error))
        break
      case 'progress': {
        const { stage, done } = reply.progress
        turn.report(Math.floor(100 * done), stage).catch((error: unknown) => outcome.reject(error))
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
      unknown_labels: is_last ? unreadOf(capture).filter(({ column }) => column === 'Label') : [],
      share: (first_flow_number + rows - 1) / classified,
    }
  }
}

const unreadOf = ({ unread_cells }: CaptureRow) => JSON.parse(unread_cells) as UnreadCells[]
