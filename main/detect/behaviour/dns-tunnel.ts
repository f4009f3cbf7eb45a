import { type Conversation, UDP } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { type HourOfPair, HourlyPairs } from './hourly-pairs.ts'
import type { BehaviourSettings } from './settings.ts'

const DNS_PORT = 53

interface Sums {
  readonly source: number
  readonly target: number
  readonly is_from_home: boolean
  queries: number
  answered: number
  bytes: number
}

/** One source sends one DNS server questions that are long on average: data is in them. */
export class DnsTunnel extends HourlyPairs<Sums> {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['dns_tunnel']

  constructor({ dns_tunnel }: BehaviourSettings, book: FindingBook) {
    super()
    this.#book = book
    this.#limits = dns_tunnel
  }

  protected isOfInterest({ port, protocol }: Conversation): boolean {
    return port === DNS_PORT && protocol === UDP
  }

  protected begin({ source, target, is_from_home }: Conversation): Sums {
    return { source, target, is_from_home, queries: 0, answered: 0, bytes: 0 }
  }

  protected addTo(sums: Sums, flow: Conversation): number {
    sums.queries += flow.forward_packets
    sums.bytes += flow.forward_bytes
    if (flow.is_answered) sums.answered += 1
    return sums.queries
  }

  protected judge({ source, target, is_from_home, queries, bytes, answered, flows }: Sums & HourOfPair): void {
    if (queries < this.#limits.queries_an_hour || bytes < queries * this.#limits.mean_bytes) return
    const about = { kind: 'dns_tunnel', source, target, port: DNS_PORT, protocol: UDP, is_from_home } as const
    const finding = this.#book.at({ ...about, window: 'hour' }, flows.first_us)
    if (finding === null) return
    finding.peak = queries
    finding.bytes = bytes
    finding.answered = answered
    finding.sources.add(source)
    finding.targets.add(target)
    finding.ports.add(DNS_PORT)
    flows.join(finding)
  }
}
