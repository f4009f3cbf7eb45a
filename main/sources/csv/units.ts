import { FEATURE_COUNT, FEATURE_NAMES } from '../../flow/features.ts'

/** Factor from the times of a file to microseconds. */
export interface TimeUnit {
  readonly name: 'microseconds' | 'milliseconds' | 'seconds'
  readonly to_us: number
}

export const MICROSECONDS: TimeUnit = { name: 'microseconds', to_us: 1 }

const UNITS: readonly TimeUnit[] = [MICROSECONDS, { name: 'milliseconds', to_us: 1e3 }, { name: 'seconds', to_us: 1e6 }]

/** By how much times of one file differ when they are in different units. */
const MIXED: readonly number[] = [1e-6, 1e-3, 1e3, 1e6]

const at = (name: string) => FEATURE_NAMES.indexOf(name)
const DURATION = at('Flow Duration')
const IAT_MEAN = at('Flow IAT Mean')
const RATE = at('Flow Packets/s')
const FWD_PACKETS = at('Total Fwd Packets')
const BWD_PACKETS = at('Total Backward Packets')

const TOLERANCE = 0.2
/** A rate that was rounded to one digit is off by less. */
const ROW_TOLERANCE = 3
/** The mean of the gaps is computed from the duration; one row alone must come close. */
const GAP_TOLERANCE = 0.02
/** So many rows that agree name a unit; of a file that has fewer, all of them. */
const FEWEST_AGREEING_ROWS = 3
/** So many rows that fit no unit are no accident. */
const FEWEST_CONTRADICTING_ROWS = 20
const AGREEING_SHARE = 0.8

/** Why the times of a file have no unit: no row fits one, or its times have different ones. */
export type UnitFault = 'no unit' | 'mixed units'

/**
 * Unit of the times of a file, by the identity packets/s x duration = packets; they are mixed when the mean time between
 * packets x (packets - 1) is a thousand or a million times the duration, or the other way round.
 * @param features shape [rows, FEATURE_COUNT]
 * @returns the unit; undefined when no row can tell, or a few disagree
 */
export function detectTimeUnit(features: Float32Array, rows: number): TimeUnit | UnitFault | undefined {
  const unit_votes = UNITS.map(() => 0)
  const loose_votes = UNITS.map(() => 0)
  let unit_voters = 0
  const mixed_votes = MIXED.map(() => 0)
  let gap_voters = 0
  for (let row = 0; row < rows; row += 1) {
    const first = row * FEATURE_COUNT
    const duration = features[first + DURATION]!
    const rate = features[first + RATE]!
    const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
    if (!(duration > 0 && packets > 0)) continue
    const gaps = features[first + IAT_MEAN]! * (packets - 1)
    if (gaps > 0) {
      gap_voters += 1
      MIXED.forEach((factor, index) => {
        if (isAbout(gaps * factor, duration)) mixed_votes[index]! += 1
      })
    }
    if (!(rate > 0)) continue
    unit_voters += 1
    UNITS.forEach(({ to_us }, unit) => {
      const share = (rate * duration * to_us) / (1e6 * packets)
      if (isAbout(share, 1)) unit_votes[unit]! += 1
      if (share < ROW_TOLERANCE && share * ROW_TOLERANCE > 1) loose_votes[unit]! += 1
    })
  }
  const agree = (votes: number, voters: number) =>
    votes > 0 && votes >= Math.min(FEWEST_AGREEING_ROWS, voters) && votes >= voters * AGREEING_SHARE
  const unit = UNITS.find((_, index) => agree(unit_votes[index]!, unit_voters))
  if (unit === undefined && unit_voters >= FEWEST_CONTRADICTING_ROWS) return 'no unit'
  if (gap_voters >= FEWEST_CONTRADICTING_ROWS && mixed_votes.some((votes) => agree(votes, gap_voters)))
    return 'mixed units'
  // The rates of a few rows may be rounded; a unit that all of them come near to is theirs.
  return unit ?? UNITS.find((_, index) => unit_voters > 0 && loose_votes[index] === unit_voters)
}

/** What of a row does not fit microseconds: the rate of packets, or the times between them. */
export type RowFault = 'rate' | 'gaps'

/**
 * Whether one row, its times in microseconds, keeps the two identities by which the unit of a file is found. A row
 * without duration, packets or rate cannot tell, and is not at fault.
 * @param features shape [rows, FEATURE_COUNT]
 * @param first index of the row's first feature
 */
export function rowFault(features: Float32Array, first: number): RowFault | undefined {
  const duration = features[first + DURATION]!
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  if (!(duration > 0 && packets > 0)) return undefined
  const share = (features[first + RATE]! * duration) / (1e6 * packets)
  if (share > 0 && (share > ROW_TOLERANCE || share * ROW_TOLERANCE < 1)) return 'rate'
  const gaps = features[first + IAT_MEAN]! * (packets - 1)
  return gaps > 0 && isOtherUnit(gaps / duration) ? 'gaps' : undefined
}

/** Why such a row is no flow of a table whose times are in `unit`. @param own unit of the row, where it fits one */
export function misfitReason(fault: RowFault, own: TimeUnit['name'] | undefined, { name }: TimeUnit): string {
  if (fault === 'gaps') {
    return 'has its times in different units: Flow IAT Mean times the number of gaps between packets is not the Flow Duration'
  }
  return own === undefined || own === name
    ? 'has inconsistent units: Flow Packets/s times Flow Duration is not the number of packets'
    : `has its times in ${own}, where those of the file are in ${name}`
}

/** Whether a row has what tells the unit of its times: a duration, packets and their rate. */
export function tellsUnit(features: Float32Array, first: number): boolean {
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  return features[first + DURATION]! > 0 && packets > 0 && features[first + RATE]! > 0
}

/** Whether a ratio is a thousand or a million, or one part of it. */
function isOtherUnit(ratio: number): boolean {
  return (ratio > 100 || ratio < 0.01) && MIXED.some((factor) => Math.abs(ratio / factor - 1) < GAP_TOLERANCE)
}

/** Name of the unit a row is in whose times were converted from `unit`; undefined when it fits none. */
export function unitOfRow(features: Float32Array, first: number, unit: TimeUnit): TimeUnit['name'] | undefined {
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  const written = features[first + DURATION]! / unit.to_us
  const seconds = packets / features[first + RATE]!
  return UNITS.find(({ to_us }) => isAbout((written * to_us) / 1e6, seconds))?.name
}

function isAbout(value: number, expected: number): boolean {
  return Math.abs(value / expected - 1) < TOLERANCE
}

/** Features that are times: they follow the unit of the file. */
const TIME_FEATURE = /^(Flow Duration|(Flow|Fwd|Bwd) IAT |Active |Idle )/

export const IS_TIME_FEATURE: readonly boolean[] = FEATURE_NAMES.map((name) => TIME_FEATURE.test(name))
