import type { BehaviourDetector } from './behaviour-detector.ts'
import { UDP } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { hourlyPairs } from './hourly-pairs.ts'
import type { BehaviourSettings } from './settings.ts'

const DNS_PORT = 53

/** One source sends one DNS server questions that are long on average: data is in them. */
export function dnsTunnel(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { queries_an_hour, mean_bytes } = settings.dns_tunnel
  return hourlyPairs({
    isOfInterest: ({ port, protocol }) => port === DNS_PORT && protocol === UDP,
    begin: ({ source, target, is_from_home }) => ({
      ...{ source, target, is_from_home },
      ...{ queries: 0, answered: 0, bytes: 0 },
    }),
    add: (sums, flow) => {
      sums.queries += flow.forward_packets
      sums.bytes += flow.forward_bytes
      if (flow.is_answered) sums.answered += 1
      return sums.queries
    },
    judge: ({ source, target, is_from_home, queries, bytes, answered, flows }) => {
      if (queries < queries_an_hour || bytes < queries * mean_bytes) return
      const about = { kind: 'dns_tunnel', source, target, port: DNS_PORT, protocol: UDP, is_from_home } as const
      const finding = book.at({ ...about, window: 'hour' }, flows.first_us)
      if (finding === null) return
      finding.peak = queries
      finding.bytes = bytes
      finding.answered = answered
      finding.sources.add(source)
      finding.targets.add(target)
      finding.ports.add(DNS_PORT)
      flows.join(finding)
    },
  })
}
