import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import type { BehaviourSettings } from './settings.ts'

/** A host at home stays connected with one outside for hours. For information only. */
export class LongConnection implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #longest_us: number

  constructor({ long_connection }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#longest_us = long_connection.hours * HOUR_US
  }

  observe(flow: Conversation): void {
    if (!(flow.duration_us >= this.#longest_us) || !flow.is_from_home || flow.is_to_home) return
    const { source, target, port, protocol, time_us, is_from_home } = flow
    const about = { kind: 'long_connection', source, target, port, protocol, is_from_home, window: 'day' } as const
    const finding = this.#book.at(about, time_us)
    if (finding === null) return
    finding.add(flow)
    finding.last_us = Math.max(finding.last_us, time_us + flow.duration_us)
  }
}
