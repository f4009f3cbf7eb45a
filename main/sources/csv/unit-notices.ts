import type { TimeUnit } from './units.ts'

/** What there was to check the unit by. */
export interface UnitFacts {
  /** Whether any row could be read. */
  readonly has_rows: boolean
  /** Whether any row has a rate to compare its duration with. */
  readonly has_rates: boolean
}

/** That durations were converted, in a sentence. */
export function unitNotices({ name }: TimeUnit): string[] {
  return name === 'microseconds' ? [] : [`Durations in the file are ${name}; they were converted to microseconds.`]
}

/** Why nobody knows whether durations are microseconds. */
export function uncheckedUnitNotice({ has_rows, has_rates }: UnitFacts): string {
  const cause = !has_rows
    ? 'no row could be read'
    : has_rates
      ? 'the rates of its rows disagree on it'
      : 'no row has a rate to compare them with'
  return `The unit of durations could not be checked, because ${cause}; they are read as microseconds.`
}
