const TIME = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/i

/** µs since 1970 of `2017-07`, `2017-07-07`, `2017-07-07T15:00` or `2017-07-07T15:00:01.5+02:00`; UTC unless an offset is given. */
export function parseTime(text: string): number | undefined {
  const [, year, month, day = '01', hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] =
    TIME.exec(text) ?? []
  if (year === undefined || month === undefined) return undefined
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const at_ms = Date.parse(`${iso}Z`)
  // A Date takes the 31st of a short month for the 1st of the next.
  if (Number.isNaN(at_ms) || !new Date(at_ms).toISOString().startsWith(iso)) return undefined
  const at_us = at_ms * 1000 + Number(fraction.padEnd(6, '0')) - offsetMinutes(offset) * 60e6
  return at_us >= 0 ? at_us : undefined
}

function offsetMinutes(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

/** The shortest ISO 8601 text of a time, in UTC. */
export function printTime(at_us: number): string {
  const whole_s = Math.floor(at_us / 1e6)
  const fraction_us = at_us - whole_s * 1e6
  const seconds = new Date(whole_s * 1000).toISOString().slice(0, 19)
  if (fraction_us > 0) return `${seconds}.${String(fraction_us).padStart(6, '0').replace(/0+$/, '')}Z`
  return `${seconds.endsWith(':00') ? seconds.slice(0, 16) : seconds}Z`
}
