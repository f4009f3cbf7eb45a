import { AnomalyError, isDiskFull, type Problem, toProblem } from '../../../contract/errors.ts'
import { printableLine } from '../../../contract/printable.ts'
import type { Engine } from '../../engine/client.ts'
import { errorText } from '../../runs/error-text.ts'
import { insist } from '../../runs/insist.ts'
import type { ClosedSegment, Follower } from '../../sources/live/follower.ts'
import type { Store } from '../../store/store.ts'
import type { SegmentRow, StreamChange, StreamRow } from '../../store/streams.ts'
import type { EventBus } from '../event-bus.ts'
import { nowUs } from '../time.ts'
import type { DiskGate } from './disk-gate.ts'
import type { SegmentReader } from './segment-reader.ts'
import type { StreamRetention } from './stream-retention.ts'

/** Lists are told that they are out of date no more often, while a segment is read. */
const TELL_EVERY_MS = 500

/** Attempts at a segment while the engine fails. */
const MOST_ATTEMPTS = 2

/** What is wrong with a segment alone: the stream goes on. */
const OF_SEGMENT: ReadonlySet<string> = new Set([
  'unreadable_file',
  'unknown_dialect',
  'lacks_features',
  'unsupported_type',
  'conflict',
])

const OF_ENGINE: ReadonlySet<string> = new Set(['engine_failed', 'cancelled'])

export interface StreamRunParts {
  readonly store: Store
  readonly engine: Pick<Engine, 'manifest'>
  readonly reader: SegmentReader
  readonly retention: StreamRetention
  readonly events: EventBus
  readonly gate: DiskGate
  /** Captures that streams write to. */
  readonly written: Set<number>
  readonly log: (message: string) => void
}

/** A stream from its start to its pause, stop, failure or the end of AnomalyX: reads its segments one after another. */
export class StreamRun {
  /** Settles when nothing more is read or written. */
  readonly ended: Promise<void>
  readonly #parts: StreamRunParts
  readonly #stream: StreamRow
  readonly #follower: Follower
  readonly #stopping = new AbortController()
  #is_closed = false
  #capture_id: number | null = null
  #waiting: Problem | null = null
  #told_ms = -Infinity

  constructor(parts: StreamRunParts, stream: StreamRow, follower: Follower) {
    this.#parts = parts
    this.#stream = stream
    this.#follower = follower
    this.ended = this.#run()
  }

  /** Why it waits at this moment; null when it does not. */
  get waiting(): Problem | null {
    return this.#waiting
  }

  /** Whether it still takes what comes. */
  get isTaking(): boolean {
    return !this.#is_closed
  }

  /** The stream as it was when it was started. */
  get stream(): StreamRow {
    return this.#stream
  }

  /** Takes nothing more; what was closed until now is read to its end. */
  async finish(): Promise<void> {
    this.#is_closed = true
    await this.#follower.close()
  }

  /** Breaks off the segment under way, which the next start goes on with. */
  async abort(): Promise<void> {
    this.#is_closed = true
    this.#stopping.abort()
    await Promise.all([this.#follower.close(), this.ended])
  }

  async #run(): Promise<void> {
    const { store, retention, written, reader, log, events } = this.#parts
    const { id } = this.#stream
    try {
      for (const segment of await this.#whenRoom(() => store.streams.unread(id))) await this.#read(segment)
      for await (const closed of this.#follower.segments) {
        if (this.#stopping.signal.aborted) return
        await this.#read(await this.#whenRoom(() => this.#take(closed)))
        await retention.apply(this.#stream).catch((error: unknown) => log(`stream ${String(id)}: ${errorText(error)}`))
      }
      if (!this.#is_closed) throw new AnomalyError('unreadable_file', `${this.#stream.target} gives nothing more.`)
    } catch (error) {
      if (!this.#stopping.signal.aborted) await this.#fail(error)
    } finally {
      if (this.#capture_id !== null) written.delete(this.#capture_id)
      // It may have failed on its own.
      await this.#follower.close().catch(() => undefined)
      if (!this.#stopping.signal.aborted) await reader.close().catch(() => undefined)
      events.changed('streams', 'captures')
    }
  }

  #take({ name, path, size_bytes, is_own, origin }: ClosedSegment): Promise<SegmentRow> {
    return this.#parts.store.streams.take({
      ...{ stream_id: this.#stream.id, name, path, size_bytes, is_own: is_own ? 1 : 0 },
      ...{ origin_path: origin.path, first_byte: origin.first_byte, end_byte: origin.end_byte, stamp: origin.stamp },
      closed_at_us: nowUs(),
    })
  }

  /** Reads a segment to its end or to a failure that is its own. */
  async #read(first: SegmentRow): Promise<void> {
    const { store, reader, events, log } = this.#parts
    const { signal } = this.#stopping
    let segment = first
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#whenRoom(async () => {
          segment = (await store.streams.unread(this.#stream.id)).find(({ id }) => id === first.id) ?? segment
          await reader.read(segment, { signal, onStored: (capture_id) => this.#isWriting(capture_id) })
        })
        break
      } catch (error) {
        if (signal.aborted) throw error
        const code = error instanceof AnomalyError ? error.code : 'internal'
        log(`stream ${String(this.#stream.id)}: segment ${printableLine(segment.name)}: ${errorText(error)}`)
        // What is known across flows may have seen some of them.
        await reader.close().catch(() => undefined)
        if (OF_ENGINE.has(code)) await this.#untilEngineWorks()
        if (OF_ENGINE.has(code) && attempt < MOST_ATTEMPTS) continue
        if (!OF_SEGMENT.has(code) && !OF_ENGINE.has(code)) throw error
        await this.#failSegment(first.id, error)
        break
      }
    }
    await this.#countDropped()
    events.changed('streams', 'captures', 'flows', 'alerts')
  }

  /** A segment is not at fault while the engine does not even load its model. */
  async #untilEngineWorks(): Promise<void> {
    const { engine, events } = this.#parts
    const { signal } = this.#stopping
    const load = async () => {
      await engine.manifest().catch((error: unknown) => {
        if (error instanceof AnomalyError && error.code === 'engine_failed') throw error
      })
    }
    await insist(load, signal, (error) => {
      this.#waiting = toProblem(error)
      events.changed('streams')
    })
    this.#waiting = null
    signal.throwIfAborted()
  }

  async #failSegment(segment_id: number, error: unknown): Promise<void> {
    const problem = JSON.stringify(toProblem(error))
    const { streams } = this.#parts.store
    await this.#whenRoom(() => streams.finish(segment_id, { problem }, nowUs()))
    await this.#whenRoom(() => streams.update(this.#stream.id, { problem }))
  }

  async #countDropped(): Promise<void> {
    const { dropped_packets, id } = this.#stream
    const dropped = this.#follower.droppedPackets()
    if (dropped === 0) return
    const change: StreamChange = { dropped_packets: dropped_packets + dropped }
    await this.#whenRoom(() => this.#parts.store.streams.update(id, change))
  }

  #isWriting(capture_id: number): void {
    const { written, events } = this.#parts
    if (this.#capture_id !== capture_id) {
      if (this.#capture_id !== null) written.delete(this.#capture_id)
      written.add(capture_id)
      this.#capture_id = capture_id
      events.changed('captures')
    }
    if (performance.now() - this.#told_ms < TELL_EVERY_MS) return
    this.#told_ms = performance.now()
    events.changed('streams', 'flows')
  }

  /** Does something, again and again while the disk is full. */
  async #whenRoom<Value>(step: () => Promise<Value>): Promise<Value> {
    const { gate, events, reader } = this.#parts
    for (;;) {
      try {
        const value = await step()
        this.#waiting = null
        return value
      } catch (error) {
        if (!isDiskFull(error) || this.#stopping.signal.aborted) throw error
        await reader.close().catch(() => undefined)
        this.#waiting = toProblem(new AnomalyError('disk_full', gate.problem ?? 'The disk is full; the stream waits.'))
        events.changed('streams')
        await gate.untilRoom(this.#stopping.signal)
      }
    }
  }

  async #fail(error: unknown): Promise<void> {
    const { store, log, events } = this.#parts
    const { id } = this.#stream
    log(`stream ${String(id)} failed: ${errorText(error)}`)
    const change: StreamChange = { state: 'failed', problem: JSON.stringify(toProblem(error)) }
    await insist(
      () => store.streams.update(id, change),
      this.#stopping.signal,
      (failure) => log(`stream ${String(id)}: its failure could not be written yet: ${String(failure)}`),
    )
    events.changed('streams')
  }
}
