import type { Overview } from './charts.ts'
import { formatEnds } from './endpoints.ts'
import { formatCount, formatCounted } from './numbers.ts'

/** What needs attention, in one or two sentences. */
export function attentionText({
  open_alerts: { low, medium, high, critical },
  top_alerts: [first],
  unknown,
}: Pick<Overview, 'open_alerts' | 'top_alerts' | 'unknown'>): string {
  const open = low + medium + high + critical
  if (open === 0 || first === undefined) {
    return unknown === 0
      ? 'No alert is open.'
      : `No alert is open; ${formatCounted(unknown, 'flow')} resemble nothing in the training data (Unknown).`
  }
  const severe = high + critical
  const share = severe === 0 ? '' : `, ${formatCount(severe)} of them high or critical`
  const what =
    first.noticed ?? `${first.threat_type}, ${formatEnds(first)}, ${formatCounted(first.flow_count, 'flow')}.`
  return `${formatCounted(open, 'open alert')}${share}. Look first at: ${what}`
}
