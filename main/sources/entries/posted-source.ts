import type { Instrument } from '../../../contract/captures.ts'
import type { FlowBatch } from '../../flow/flow-batch.ts'
import { joinFlows } from '../../flow/join-flows.ts'
import type { Source } from '../source.ts'

/** Flows that are joined into one part, about as many as of a batch of a capture. */
const MOST_JOINED_FLOWS = 4096

/** Flows of one request, by one instrument. */
export interface PostedFlows {
  readonly flows: FlowBatch
  readonly instrument: Instrument | null
}

/** Requests that go together. */
export interface PostedPart<Request extends PostedFlows> {
  readonly facts: { readonly instrument: Instrument | null }
  readonly requests: readonly Request[]
  /** Their flows, one request after the other. */
  readonly batch: FlowBatch
}

/**
 * Flows that are posted, for as long as somebody posts. Requests that come while others are under way wait, and go together
 * where their instrument is the same: for a few flows, all that is done once a part costs a hundred times what the flows do.
 */
export class PostedSource<Request extends PostedFlows> implements Source<PostedPart<Request>> {
  readonly is_endless = true
  readonly parts: AsyncIterable<PostedPart<Request>> = this.#parts()
  /** In the order they came. */
  #waiting: Request[] = []
  #is_closed = false
  #is_held = false
  #wake: (() => void) | undefined

  add(request: Request): void {
    this.#waiting.push(request)
    this.#wake?.()
  }

  close(): Promise<void> {
    this.#is_closed = true
    this.#wake?.()
    return Promise.resolve()
  }

  /** Gives no part until it is released, so that those who post meanwhile go together. */
  hold(): void {
    this.#is_held = true
  }

  release(): void {
    this.#is_held = false
    this.#wake?.()
  }

  async *#parts(): AsyncGenerator<PostedPart<Request>> {
    for (;;) {
      while ((this.#waiting.length === 0 || this.#is_held) && !this.#is_closed) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      if (this.#waiting.length === 0) return
      yield joinedPart(this.#take())
    }
  }

  /** The next requests that can go together. */
  #take(): Request[] {
    const instrument = this.#waiting[0]?.instrument
    let flows = 0
    let end = this.#waiting.findIndex((each, at) => {
      flows += each.flows.rows
      return each.instrument !== instrument || (at > 0 && flows > MOST_JOINED_FLOWS)
    })
    if (end < 0) end = this.#waiting.length
    return this.#waiting.splice(0, end)
  }
}

/** @param requests at least one, all of one instrument */
export function joinedPart<Request extends PostedFlows>(requests: readonly Request[]): PostedPart<Request> {
  return {
    facts: { instrument: requests[0]?.instrument ?? null },
    requests,
    batch: joinFlows(requests.map(({ flows }) => flows)),
  }
}
