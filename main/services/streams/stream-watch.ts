import type { BehaviourSettings } from '../../../contract/behaviour-settings.ts'
import type { BehaviourReport } from '../../detect/behaviour/behaviour.ts'
import type { Engine } from '../../engine/client.ts'
import type { NewFinding } from '../../store/findings.ts'
import type { Store } from '../../store/store.ts'
import { storedFlows } from '../stored-flows.ts'

/** Captures and kinds of conversations of a stream whose state is kept: a folder may get files of several instruments in turn. */
const MOST_KEPT = 4

type Record = readonly [findings: readonly NewFinding[], judgements: string]

/** Looks across the flows of one stream, segment by segment. What the detectors know is in the engine. */
export class StreamWatch {
  readonly #store: Store
  readonly #engine: Engine
  readonly #beginning: string
  /** Keys of what the engine knows, the one used last at the end, with the flows that were looked at. */
  readonly #seen = new Map<string, number>()
  /** What was written down last, by capture. */
  readonly #told = new Map<number, string>()

  constructor({ store, engine }: { readonly store: Store; readonly engine: Engine }, stream_id: number) {
    this.#store = store
    this.#engine = engine
    this.#beginning = `stream ${String(stream_id)}:`
  }

  /** Key of conversations that belong together. */
  conversationKey(about: string): string {
    const key = `${this.#beginning}${about};`
    this.#touch(key, 0)
    return key
  }

  /**
   * What was noticed across all flows of a capture so far. An engine that does not know those before, because it was started
   * again, looks at all of them.
   * @returns null for a capture that is deleted
   */
  async look(capture_id: number, settings: BehaviourSettings, signal: AbortSignal): Promise<BehaviourReport | null> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.scoring_id == null) return null
    const { instrument, classified, scoring_id } = capture
    const key = `${this.#beginning}${String(capture_id)};`
    const lookFrom = (flows_before: number) =>
      this.#engine.watchStream(
        { key, flows_before, instrument, settings },
        { signal, feed: storedFlows(this.#store, capture, scoring_id, flows_before + 1) },
      )
    const report = (await lookFrom(this.#seen.get(key) ?? 0)) ?? (await lookFrom(0))
    this.#touch(key, classified)
    return report
  }

  /** Whether this differs from what was written down last. */
  isNews(capture_id: number, record: Record): boolean {
    return this.#told.get(capture_id) !== textOf(record)
  }

  isTold(capture_id: number, record: Record): void {
    this.#told.clear()
    this.#told.set(capture_id, textOf(record))
  }

  /** The engine forgets the stream. */
  async close(): Promise<void> {
    if (this.#seen.size > 0) await this.#engine.forgetStream(this.#beginning)
  }

  #touch(key: string, flows: number): void {
    this.#seen.delete(key)
    this.#seen.set(key, flows)
    if (this.#seen.size <= MOST_KEPT) return
    const [oldest] = this.#seen.keys()
    if (oldest === undefined) return
    this.#seen.delete(oldest)
    // What is forgotten is looked at again when it is needed.
    void this.#engine.forgetStream(oldest).catch(() => undefined)
  }
}

/** What changes whenever anything of a finding does; the numbers of its flows would be many. */
const textOf = ([findings, judgements]: Record): string =>
  JSON.stringify([
    findings.map(({ key, severity, sentence, flow_count, last_seen_us }) => {
      return [key, severity, sentence, flow_count, last_seen_us]
    }),
    judgements,
  ])
