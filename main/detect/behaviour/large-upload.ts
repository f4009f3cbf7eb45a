import type { BehaviourDetector } from './behaviour-detector.ts'
import type { FindingBook } from './finding-book.ts'
import { hourlyPairs } from './hourly-pairs.ts'
import type { BehaviourSettings } from './settings.ts'

/** A host at home sends one outside far more within an hour than it gets. For information only. */
export function largeUpload({ large_upload }: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { bytes_an_hour, out_per_in } = large_upload
  return hourlyPairs({
    isOfInterest: ({ is_from_home, is_to_home, forward_bytes }) => is_from_home && !is_to_home && forward_bytes !== 0,
    begin: ({ source, target, protocol }) => ({ source, target, protocol, out_bytes: 0, in_bytes: 0 }),
    add: (sums, flow) => {
      sums.out_bytes += flow.forward_bytes
      sums.in_bytes += flow.backward_bytes
      return sums.out_bytes
    },
    judge: ({ source, target, protocol, out_bytes, in_bytes, flows }) => {
      if (out_bytes < bytes_an_hour || out_bytes < in_bytes * out_per_in) return
      const about = { kind: 'large_upload', source, target, port: null, protocol, is_from_home: true } as const
      const finding = book.at({ ...about, window: 'hour' }, flows.first_us)
      if (finding === null) return
      finding.bytes = out_bytes
      finding.sources.add(source)
      finding.targets.add(target)
      flows.join(finding)
    },
  })
}
