import type { Series } from '../../../contract/charts.ts'
import { formatCounted } from './numbers.ts'
import { formatTime, type TimeZone } from './time.ts'

/** What is said of flows so far away in time that they are not on the axis. */
export function outsideText({ flows, first, last }: NonNullable<Series['outside']>, zone: TimeZone): string {
  const [from, to] = [formatTime(first, zone, 'minute'), formatTime(last, zone, 'minute')]
  const when = from === to ? `at ${from}` : `between ${from} and ${to}`
  const verb = flows === 1 ? 'is' : 'are'
  return `${formatCounted(flows, 'flow')} far from the others in time (${when}) ${verb} not shown here.`
}
