import type { Alert } from '../../contract/alerts.ts'
import { fromProblem } from '../../contract/errors.ts'
import type { Segment, Stream } from '../../contract/streams.ts'
import type { App } from '../compose.ts'
import type { Call } from './data-directory.ts'
import type { SoFar } from './follow-lines.ts'

const MOST_ITEMS = 1000

/** Who is told of a stream. */
export interface StreamListener {
  /** @param so_far of the capture that it went to, when it went to one */
  segment(segment: Segment, so_far: SoFar | undefined): void
  alert(alert: Alert): void
  /** Of what does not end the stream, such as a file that cannot be read. */
  problem(sentence: string): void
}

/** Tells what comes of a stream, each segment and each alert once. */
export class StreamWatch {
  readonly #call: Call
  readonly #listener: StreamListener
  /** Ids of the alerts that were there before or were told, by their captures. */
  readonly #alerts = new Map<number, Set<number>>()
  /** Id of the newest segment that was told, or was there before. */
  #told = 0
  #problem: string | undefined

  constructor(call: Call, listener: StreamListener) {
    this.#call = call
    this.#listener = listener
  }

  /** Takes what a stream has already as known. */
  async passOver({ id, capture_id }: Stream): Promise<void> {
    const { items } = await this.#call('streams.segments', { id, limit: MOST_ITEMS })
    // Those that were not read to their end are read now.
    const unread = items.findLast(({ state }) => state === 'reading')
    this.#told = unread === undefined ? (items[0]?.id ?? 0) : unread.id - 1
    if (capture_id !== null)
      this.#alerts.set(capture_id, new Set((await this.#alertsOf(capture_id)).map(({ id }) => id)))
  }

  /**
   * Tells what is new.
   * @returns whether all segments that the stream has were told
   */
  async look(stream: Stream): Promise<boolean> {
    const segments = await this.#newSegments(stream.id)
    const under_way = segments.findIndex(({ state }) => state === 'reading')
    const ended = under_way === -1 ? segments : segments.slice(0, under_way)
    const captures = [stream, ...ended].flatMap(({ capture_id }) => capture_id ?? [])
    const alerts = new Map<number, Alert[]>()
    const so_far = new Map<number, SoFar>()
    for (const id of new Set(captures)) {
      const raised = await this.#alertsOf(id)
      alerts.set(id, raised)
      so_far.set(id, { capture: await this.#call('captures.get', { id }), alerts: raised.length })
    }
    for (const segment of ended) {
      this.#listener.segment(segment, segment.capture_id === null ? undefined : so_far.get(segment.capture_id))
      this.#told = segment.id
    }
    for (const [id, raised] of alerts) this.#tellAlerts(id, raised)
    this.#tellProblem(stream, ended)
    return under_way === -1
  }

  /** Segments that were not told, oldest first. */
  async #newSegments(id: number): Promise<Segment[]> {
    const found: Segment[] = []
    let cursor: string | undefined
    do {
      const page = await this.#call('streams.segments', {
        id,
        limit: MOST_ITEMS,
        ...(cursor === undefined ? {} : { cursor }),
      })
      const fresh = page.items.filter((segment) => segment.id > this.#told)
      found.push(...fresh)
      cursor = fresh.length < page.items.length ? undefined : (page.next_cursor ?? undefined)
    } while (cursor !== undefined)
    return found.reverse()
  }

  async #alertsOf(capture_id: number): Promise<Alert[]> {
    const found: Alert[] = []
    let cursor: string | undefined
    do {
      const page = await this.#call('alerts.list', {
        capture_id,
        limit: MOST_ITEMS,
        ...(cursor === undefined ? {} : { cursor }),
      })
      found.push(...page.items)
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    return found
  }

  #tellAlerts(capture_id: number, alerts: readonly Alert[]): void {
    const known = this.#alerts.get(capture_id) ?? new Set<number>()
    this.#alerts.set(capture_id, known)
    for (const alert of alerts) {
      if (known.has(alert.id)) continue
      known.add(alert.id)
      this.#listener.alert(alert)
    }
  }

  #tellProblem({ problem }: Stream, ended: readonly Segment[]): void {
    const sentence = problem?.detail
    if (sentence === this.#problem) return
    this.#problem = sentence
    // That of a segment is told with it.
    if (sentence === undefined || ended.some((segment) => segment.problem?.detail === sentence)) return
    this.#listener.problem(sentence)
  }
}

/**
 * Watches a stream until a signal ends it, and then until what came was read.
 * @returns the stream as it ended
 * @throws AnomalyError what the stream failed for
 */
export async function watchToItsEnd(
  { id }: Stream,
  watch: StreamWatch,
  { call, app, signal }: { call: Call; app: App; signal: AbortSignal },
): Promise<Stream> {
  let ring: () => void = () => undefined
  const unsubscribe = app.events.subscribe((event) => {
    if (event.type === 'changed' && (event.subject === 'streams' || event.subject === 'alerts')) ring()
  })
  signal.addEventListener('abort', () => ring())
  let is_stopped = false
  try {
    for (;;) {
      // Before it is looked: what changes meanwhile rings too.
      const rung = new Promise<void>((resolve) => (ring = resolve))
      const stream = await call('streams.get', { id })
      const is_told = await watch.look(stream)
      if (stream.state === 'failed' && stream.problem !== null) throw fromProblem(stream.problem)
      if (signal.aborted && !is_stopped) {
        is_stopped = true
        await call('streams.stop', { id })
        continue
      }
      if (stream.state !== 'running' && !stream.is_reading && is_told) return stream
      await rung
    }
  } finally {
    unsubscribe()
  }
}
