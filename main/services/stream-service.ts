import { stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'

import type { Page } from '../../contract/common.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { ParsedInput } from '../../contract/operations.ts'
import type { InterfaceList, Segment, Stream, StreamState } from '../../contract/streams.ts'
import { makeFolder } from '../disk/data-directory.ts'
import type { Engine } from '../engine/client.ts'
import { errorText } from '../runs/error-text.ts'
import type { Follower } from '../sources/live/follower.ts'
import type { FollowedTarget } from '../sources/live/open-follower.ts'
import type { Store } from '../store/store.ts'
import type { StreamRow } from '../store/streams.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { EventBus } from './event-bus.ts'
import { everyRow } from './every-row.ts'
import type { ModelLibrary } from './model-library.ts'
import { Mutex } from './mutex.ts'
import type { SettingsService } from './settings-service.ts'
import type { DiskGate } from './streams/disk-gate.ts'
import { SegmentReader } from './streams/segment-reader.ts'
import { toSegment, toStream } from './streams/stream-output.ts'
import type { StreamRetention } from './streams/stream-retention.ts'
import { StreamRun } from './streams/stream-run.ts'
import { nowUs } from './time.ts'

/** What follows interfaces and folders. */
export interface LiveSources {
  /** @throws AnomalyError `not_permitted`, `unreadable_file`, `disk_full` */
  readonly openFollower: (followed: FollowedTarget) => Promise<Follower>
  readonly listInterfaces: () => Promise<InterfaceList>
}

export interface StreamServiceParts {
  readonly store: Store
  readonly engine: Engine
  readonly library: ModelLibrary
  readonly settings: SettingsService
  readonly events: EventBus
  readonly retention: StreamRetention
  readonly gate: DiskGate
  readonly live: LiveSources
  /** Captures that streams write to. */
  readonly written: Set<number>
  readonly data_dir: string
  readonly log: (message: string) => void
}

/**
 * Follows interfaces and folders. What a person asked for is written down first, and what runs follows it: after a crash the
 * next start goes on with the streams that are to run.
 */
export class StreamService {
  readonly #parts: StreamServiceParts
  readonly #runs = new Map<number, StreamRun>()
  readonly #changing = new Mutex()
  #is_closing = false
  #restoring: Promise<void> = Promise.resolve()

  constructor(parts: StreamServiceParts) {
    this.#parts = parts
  }

  /**
   * Goes on with the streams that ran when AnomalyX ended, and deletes what is too old. One that cannot go on fails with the
   * reason.
   */
  restore(): void {
    this.#restoring = this.#restore().catch((error: unknown) => {
      if (!this.#is_closing) this.#parts.log(`streams: ${errorText(error)}`)
    })
  }

  /** @throws AnomalyError `conflict` when the target is followed already, `unreadable_file`, `not_permitted`, `model_refused` */
  start({ kind, target, name, ...limits }: ParsedInput<'streams.start'>): Promise<Stream> {
    return this.#changing.run(async () => {
      const { store, engine, events } = this.#parts
      const place = kind === 'folder' ? await this.#folderOf(target) : target
      await this.#refuseTwice(kind, place)
      await engine.manifest()
      const stream = { kind, target: place, name: name ?? target, ...limits, created_at_us: nowUs() }
      const id = await store.streams.create(stream)
      try {
        await this.#open(await this.#find(id))
      } catch (error) {
        await store.streams.remove(id)
        throw error
      }
      events.changed('streams')
      return this.get(id)
    })
  }

  async list(limit: number, cursor?: string): Promise<Page<Stream>> {
    const [before_id = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : decodeCursor(cursor, 1)
    const { rows, total } = await this.#parts.store.streams.list(before_id, limit + 1)
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map((row) => this.#toStream(row)),
      next_cursor: last === undefined ? null : encodeCursor(last.id),
      total,
    }
  }

  /** @throws AnomalyError `not_found` */
  async get(id: number): Promise<Stream> {
    return this.#toStream(await this.#find(id))
  }

  /** @throws AnomalyError `not_found` */
  async segments(id: number, limit: number, cursor?: string): Promise<Page<Segment>> {
    await this.#find(id)
    const [before_id = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : decodeCursor(cursor, 1)
    const { rows, total } = await this.#parts.store.streams.segments(id, before_id, limit + 1)
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map(toSegment),
      next_cursor: last === undefined ? null : encodeCursor(last.id),
      total,
    }
  }

  /** @throws AnomalyError `not_found`, `conflict` when it is not running */
  pause(id: number): Promise<Stream> {
    return this.#changing.run(async () => {
      const { state, name } = await this.#find(id)
      if (state !== 'running') throw new AnomalyError('conflict', `${name} is ${state}, so it cannot be paused.`)
      return this.#end(id, 'paused')
    })
  }

  /**
   * @throws AnomalyError `not_found`, `conflict` when it is running or its target is followed by another, and as `start`
   */
  resume(id: number): Promise<Stream> {
    return this.#changing.run(async () => {
      const { store, engine, events } = this.#parts
      const row = await this.#find(id)
      if (row.state === 'running') throw new AnomalyError('conflict', `${row.name} is running already.`)
      await this.#refuseTwice(row.kind, row.target)
      // What was closed before is read first, or it would be taken twice.
      await this.#runs.get(id)?.ended
      await engine.manifest()
      await store.streams.update(id, { state: 'running', problem: null })
      try {
        await this.#open(row)
      } catch (error) {
        await store.streams.update(id, { state: row.state, problem: JSON.stringify(toProblem(error)) })
        throw error
      }
      events.changed('streams')
      return this.get(id)
    })
  }

  /** @throws AnomalyError `not_found` */
  stop(id: number): Promise<Stream> {
    return this.#changing.run(async () => {
      await this.#find(id)
      return this.#end(id, 'stopped')
    })
  }

  /** Names of the streams that record an interface now: what passes while they do not is lost. */
  recordings(): string[] {
    return [...this.#runs.values()]
      .filter(({ isTaking, stream }) => isTaking && stream.kind === 'interface')
      .map(({ stream }) => stream.name)
  }

  interfaces(): Promise<InterfaceList> {
    return this.#parts.live.listInterfaces()
  }

  /** Breaks off what is under way; the next start goes on with it. */
  async close(): Promise<void> {
    this.#is_closing = true
    await this.#restoring
    await Promise.all([...this.#runs.values()].map((run) => run.abort()))
  }

  async #restore(): Promise<void> {
    const { store, retention, log } = this.#parts
    for (const row of await store.streams.running()) {
      if (this.#is_closing) return
      await this.#changing.run(() => this.#goOn(row))
    }
    for await (const row of everyRow((before_id, limit) => store.streams.list(before_id, limit))) {
      if (this.#is_closing) return
      await retention.look(row).catch((error: unknown) => log(`stream ${String(row.id)}: ${errorText(error)}`))
    }
  }

  async #goOn(row: StreamRow): Promise<void> {
    const { store, log, events } = this.#parts
    if (this.#runs.has(row.id)) return
    try {
      await this.#open(row)
    } catch (error) {
      log(`stream ${String(row.id)} could not go on: ${errorText(error)}`)
      await store.streams.update(row.id, { state: 'failed', problem: JSON.stringify(toProblem(error)) })
    }
    events.changed('streams')
  }

  /** Writes down what a person wants, and lets the run come to its end. */
  async #end(id: number, state: Extract<StreamState, 'paused' | 'stopped'>): Promise<Stream> {
    await this.#parts.store.streams.update(id, { state })
    await this.#runs.get(id)?.finish()
    this.#parts.events.changed('streams')
    return this.get(id)
  }

  async #open(row: StreamRow): Promise<void> {
    const { store, live, events, log, data_dir } = this.#parts
    const { id, kind, target, segment_seconds, segment_bytes } = row
    const segment_dir = join(data_dir, 'streams', String(id))
    makeFolder(segment_dir)
    const taken = await store.streams.taken(id)
    const follower = await live.openFollower({
      ...{ kind, target, segment_dir, segment_seconds, segment_bytes },
      taken: new Map(taken.map(({ path, ...file }) => [path, file])),
      onProblem: (problem) => {
        log(`stream ${String(id)}: ${errorText(problem)}`)
        const change = { problem: JSON.stringify(toProblem(problem)) }
        void store.streams.update(id, change).then(
          () => events.changed('streams'),
          (error: unknown) => log(`stream ${String(id)}: ${String(error)}`),
        )
      },
    })
    if (this.#is_closing) {
      await follower.close()
      throw new AnomalyError('cancelled', 'AnomalyX is closing.')
    }
    const run = new StreamRun(
      { ...this.#parts, reader: new SegmentReader(this.#parts, row, segment_dir) },
      row,
      follower,
    )
    this.#runs.set(id, run)
    void run.ended.finally(() => {
      if (this.#runs.get(id) === run) this.#runs.delete(id)
      events.changed('streams')
    })
  }

  /** @throws AnomalyError `conflict` */
  async #refuseTwice(kind: Stream['kind'], target: string): Promise<void> {
    const twin = (await this.#parts.store.streams.running()).find((row) => row.kind === kind && row.target === target)
    if (twin === undefined) return
    throw new AnomalyError('conflict', `${target} is followed already, by stream ${String(twin.id)} (${twin.name}).`)
  }

  /** @throws AnomalyError `unreadable_file` */
  async #folderOf(target: string): Promise<string> {
    if (!isAbsolute(target)) throw new AnomalyError('unreadable_file', `${target} is not an absolute path.`)
    const folder = resolve(target)
    const stats = await stat(folder).catch((cause: unknown) => {
      throw new AnomalyError(
        'unreadable_file',
        `${target} cannot be read. Check that it exists and that you have permission to read it.`,
        { cause },
      )
    })
    if (!stats.isDirectory()) throw new AnomalyError('unreadable_file', `${target} is not a folder.`)
    // Segments that are written there would be followed themselves.
    const inside = relative(resolve(this.#parts.data_dir), folder)
    if (!inside.startsWith('..') && !isAbsolute(inside)) {
      throw new AnomalyError(
        'unreadable_file',
        `${target} is in the data directory of AnomalyX. Choose another folder.`,
      )
    }
    return folder
  }

  async #find(id: number): Promise<StreamRow> {
    const row = await this.#parts.store.streams.get(id)
    if (row === undefined) throw new AnomalyError('not_found', `There is no stream ${String(id)}.`)
    return row
  }

  #toStream(row: StreamRow): Stream {
    return toStream(row, this.#runs.get(row.id))
  }
}
