import type { BehaviourDetector } from './behaviour-detector.ts'
import { HOUR_US } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import type { BehaviourSettings } from './settings.ts'

/** A host at home stays connected with one outside for hours. For information only. */
export function longConnection({ long_connection }: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const longest_us = long_connection.hours * HOUR_US
  return {
    observe(flow) {
      if (!(flow.duration_us >= longest_us) || !flow.is_from_home || flow.is_to_home) return
      const { source, target, port, protocol, time_us, is_from_home } = flow
      const about = { kind: 'long_connection', source, target, port, protocol, is_from_home, window: 'day' } as const
      const finding = book.at(about, time_us)
      if (finding === null) return
      finding.add(flow)
      finding.last_us = Math.max(finding.last_us, time_us + flow.duration_us)
    },
  }
}
