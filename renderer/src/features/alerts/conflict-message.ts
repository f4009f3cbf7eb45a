import type { AlertEvent } from '../../../../contract/alerts.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { sentenceOf } from '../../lib/client.ts'
import { originOf } from '../../lib/origins.ts'
import { formatTime, type TimeZone } from '../../lib/time.ts'

const DONE = { open: 'reopened', acknowledged: 'acknowledged', closed: 'closed' } as const

/** Why a change of an alert was refused; what happened to the alert in between is told event by event. */
export function refusalMessage(error: unknown, has_note: boolean, zone: TimeZone): string {
  const since = error instanceof AnomalyError ? error.events_since : undefined
  if (since === undefined || since.length === 0) return sentenceOf(error)
  const kept = has_note ? ' Your note is kept.' : ''
  return `Not saved, because this alert was ${since.map((event) => describe(event, zone)).join(', then ')}. Look at it and decide again.${kept}`
}

function describe(event: AlertEvent, zone: TimeZone): string {
  const { from_status, to_status, at, note } = event
  const what = from_status === to_status ? 'given a note' : DONE[to_status]
  const text = note === null ? '' : ` (“${note}”)`
  return `${what} ${originOf(event)} at ${formatTime(at, zone, 'minute')}${text}`
}
