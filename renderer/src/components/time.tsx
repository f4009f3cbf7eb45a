import { formatTime, type TimePrecision, zoneName } from '../lib/time.ts'
import { useTimeZone } from './settings-provider.tsx'

/** A moment in the zone a person chose. */
export function Time({ at, precision = 'second' }: { at: string; precision?: TimePrecision }) {
  const zone = useTimeZone()
  return (
    <time dateTime={at} title={`${formatTime(at, zone, 'exact')} ${zoneName(zone, new Date(at))}`}>
      {formatTime(at, zone, precision)}
    </time>
  )
}
