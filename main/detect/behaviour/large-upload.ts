import type { Conversation } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { type HourOfPair, HourlyPairs } from './hourly-pairs.ts'
import type { BehaviourSettings } from './settings.ts'

interface Sums {
  readonly source: number
  readonly target: number
  readonly protocol: number
  out_bytes: number
  in_bytes: number
}

/** A host at home sends one outside far more within an hour than it gets. For information only. */
export class LargeUpload extends HourlyPairs<Sums> {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['large_upload']

  constructor({ large_upload }: BehaviourSettings, book: FindingBook) {
    super()
    this.#book = book
    this.#limits = large_upload
  }

  protected isOfInterest({ is_from_home, is_to_home, forward_bytes }: Conversation): boolean {
    return is_from_home && !is_to_home && forward_bytes !== 0
  }

  protected begin({ source, target, protocol }: Conversation): Sums {
    return { source, target, protocol, out_bytes: 0, in_bytes: 0 }
  }

  protected addTo(sums: Sums, flow: Conversation): number {
    sums.out_bytes += flow.forward_bytes
    sums.in_bytes += flow.backward_bytes
    return sums.out_bytes
  }

  protected judge({ source, target, protocol, out_bytes, in_bytes, flows }: Sums & HourOfPair): void {
    if (out_bytes < this.#limits.bytes_an_hour || out_bytes < in_bytes * this.#limits.out_per_in) return
    const about = { kind: 'large_upload', source, target, port: null, protocol, is_from_home: true } as const
    const finding = this.#book.at({ ...about, window: 'hour' }, flows.first_us)
    if (finding === null) return
    finding.bytes = out_bytes
    finding.sources.add(source)
    finding.targets.add(target)
    flows.join(finding)
  }
}
