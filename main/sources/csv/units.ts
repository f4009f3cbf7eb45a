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
const IAT_MAX = at('Flow IAT Max')
const IAT_MIN = at('Flow IAT Min')
const RATE = at('Flow Packets/s')
const FWD_RATE = at('Fwd Packets/s')
const BWD_RATE = at('Bwd Packets/s')
const BYTE_RATE = at('Flow Bytes/s')
const FWD_BYTES = at('Total Length of Fwd Packets')
const BWD_BYTES = at('Total Length of Bwd Packets')
const FWD = { total: at('Fwd IAT Total'), mean: at('Fwd IAT Mean'), max: at('Fwd IAT Max') }
const BWD = { total: at('Bwd IAT Total'), mean: at('Bwd IAT Mean'), max: at('Bwd IAT Max') }
const IDLE_MAX = at('Idle Max')
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

/** So many rows at least, and such a share of them, make a file one of mixed units. */
const FEWEST_MIXED_ROWS = 3
const MIXED_SHARE = 0.1

/**
 * Why the times of a file have no unit: no row fits one, its times or its rates have different ones, or its values are no
 * measurements.
 */
export type UnitFault = 'no unit' | 'mixed units' | 'mixed rates' | 'scaled'

/**
 * Unit of the times of a file, by the identity packets/s x duration = packets (see {@link secondsByRate}); they are mixed
 * when the mean time between packets x (packets - 1) is a thousand or a million times the duration, or the other way
 * round, or when enough rows have other times that cannot be of one unit.
 * @param features shape [rows, FEATURE_COUNT]
 * @returns the unit; undefined when no row can tell, or a few disagree
 */
export function detectTimeUnit(features: Float32Array, rows: number): TimeUnit | UnitFault | undefined {
  const unit_votes = UNITS.map(() => 0)
  const loose_votes = UNITS.map(() => 0)
  let unit_voters = 0
  const mixed_votes = MIXED.map(() => 0)
  let gap_voters = 0
  let mixed_rows = 0
  let scaled_rows = 0
  const rate_voters = [0, 0]
  const mixed_rates = [0, 0]
  for (let row = 0; row < rows; row += 1) {
    const first = row * FEATURE_COUNT
    if (areCountsScaled(features, first)) scaled_rows += 1
    const duration = features[first + DURATION]!
    const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
    if (!(duration > 0 && packets > 0)) continue
    if (otherTimesFault(features, first, duration, packets) !== undefined) mixed_rows += 1
    rateRatios(features, first).forEach((ratio, index) => {
      if (!(ratio > 0 && ratio < Infinity)) return
      rate_voters[index]! += 1
      if (isOtherUnit(ratio)) mixed_rates[index]! += 1
    })
    const gaps = features[first + IAT_MEAN]! * (packets - 1)
    if (gaps > 0) {
      gap_voters += 1
      MIXED.forEach((factor, index) => {
        if (isAbout(gaps * factor, duration)) mixed_votes[index]! += 1
      })
    }
    const expected_s = secondsByRate(features, first, packets)
    if (!(expected_s > 0)) continue
    unit_voters += 1
    UNITS.forEach(({ to_us }, unit) => {
      const share = (duration * to_us) / (1e6 * expected_s)
      if (isAbout(share, 1)) unit_votes[unit]! += 1
      if (share < ROW_TOLERANCE && share * ROW_TOLERANCE > 1) loose_votes[unit]! += 1
    })
  }
  const agree = (votes: number, voters: number) =>
    votes > 0 && votes >= Math.min(FEWEST_AGREEING_ROWS, voters) && votes >= voters * AGREEING_SHARE
  if (agree(scaled_rows, rows)) return 'scaled'
  if (mixed_rates.some((votes, index) => agree(votes, rate_voters[index]!))) return 'mixed rates'
  const unit = UNITS.find((_, index) => agree(unit_votes[index]!, unit_voters))
  if (unit === undefined && unit_voters >= FEWEST_CONTRADICTING_ROWS) return 'no unit'
  if (gap_voters >= FEWEST_CONTRADICTING_ROWS && mixed_votes.some((votes) => agree(votes, gap_voters)))
    return 'mixed units'
  if (mixed_rows >= FEWEST_MIXED_ROWS && mixed_rows >= rows * MIXED_SHARE) return 'mixed units'
  // The rates of a few rows may be rounded; a unit that all of them come near to is theirs.
  return unit ?? UNITS.find((_, index) => unit_voters > 0 && loose_votes[index] === unit_voters)
}

/**
 * Seconds that a flow took by the rate of its packets: of all, else of both directions, else of its bytes. Whichever rate is
 * missing, zero or infinite does not tell.
 * @returns NaN or 0 where none tells
 */
function secondsByRate(features: Float32Array, first: number, packets: number): number {
  const rate = features[first + RATE]!
  if (rate > 0 && rate < Infinity) return packets / rate
  const both = features[first + FWD_RATE]! + features[first + BWD_RATE]!
  if (both > 0 && both < Infinity) return packets / both
  const byte_rate = features[first + BYTE_RATE]!
  if (!(byte_rate > 0 && byte_rate < Infinity)) return NaN
  return (features[first + FWD_BYTES]! + features[first + BWD_BYTES]!) / byte_rate
}

/** The rates of both directions and of bytes, held against that of packets: 1 where all are in one unit, NaN where none tells. */
function rateRatios(features: Float32Array, first: number): readonly [directions: number, bytes: number] {
  const rate = features[first + RATE]!
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  const bytes = features[first + FWD_BYTES]! + features[first + BWD_BYTES]!
  return [
    (features[first + FWD_RATE]! + features[first + BWD_RATE]!) / rate,
    (features[first + BYTE_RATE]! * packets) / (bytes * rate),
  ]
}

/** Whether the rates of a row are in different units. */
export function areRatesMixed(features: Float32Array, first: number): boolean {
  return rateRatios(features, first).some(isOtherUnit)
}

/** Whether packets are counted in no whole numbers: somebody scaled the values of a table, as for training. */
export function areCountsScaled(features: Float32Array, first: number): boolean {
  const forward = features[first + FWD_PACKETS]!
  const backward = features[first + BWD_PACKETS]!
  return !(forward >= 0 && backward >= 0 && forward % 1 === 0 && backward % 1 === 0)
}

/** What of a row does not fit microseconds: the rate of packets, or times that are not in one unit. */
export type RowFault = 'rate' | 'gaps' | 'flow-iat' | 'directions' | 'idle'

/**
 * Whether one row, its times in microseconds, keeps the identities by which the unit of a file is found. A row without
 * duration or packets cannot tell, and is not at fault.
 * @param features shape [rows, FEATURE_COUNT]
 * @param first index of the row's first feature
 */
export function rowFault(features: Float32Array, first: number): RowFault | undefined {
  const duration = features[first + DURATION]!
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  if (!(duration > 0 && packets > 0)) return undefined
  const share = duration / (1e6 * secondsByRate(features, first, packets))
  if (share > 0 && (share > ROW_TOLERANCE || share * ROW_TOLERANCE < 1)) return 'rate'
  const gaps = features[first + IAT_MEAN]! * (packets - 1)
  if (gaps > 0 && isOtherUnit(gaps / duration)) return 'gaps'
  return otherTimesFault(features, first, duration, packets)
}

/**
 * Times that are a thousand or a million times off what they are in any flow: between two packets the longest and the
 * shortest gap are the duration; a direction's total is its mean gap x its gaps; where no single gap makes half of the
 * flow, one direction spans a quarter of it at least; the longest idle time is the longest gap. Numbers that are merely
 * unlikely are no fault of the unit.
 */
function otherTimesFault(
  features: Float32Array,
  first: number,
  duration: number,
  packets: number,
): RowFault | undefined {
  const longest = features[first + IAT_MAX]!
  if (packets === 2 && (isOtherUnit(longest / duration) || isOtherUnit(features[first + IAT_MIN]! / duration))) {
    return 'flow-iat'
  }
  const forward = features[first + FWD.total]!
  const backward = features[first + BWD.total]!
  if (
    isDirectionMixed(features, first, FWD, features[first + FWD_PACKETS]!) ||
    isDirectionMixed(features, first, BWD, features[first + BWD_PACKETS]!) ||
    (longest * 2 < duration && isOtherUnit(Math.max(forward, backward) / duration))
  ) {
    return 'directions'
  }
  return isOtherUnit(features[first + IDLE_MAX]! / longest) ? 'idle' : undefined
}

function isDirectionMixed(features: Float32Array, first: number, direction: typeof FWD, packets: number): boolean {
  const total = features[first + direction.total]!
  if (!(total > 0 && packets > 1)) return false
  return (
    isOtherUnit((features[first + direction.mean]! * (packets - 1)) / total) ||
    (packets === 2 && isOtherUnit(features[first + direction.max]! / total))
  )
}

const MIXED_REASONS: Readonly<Record<Exclude<RowFault, 'rate'>, string>> = {
  gaps: 'Flow IAT Mean times the number of gaps between packets is not the Flow Duration',
  'flow-iat': 'Flow IAT Max and Min of two packets are not the Flow Duration',
  directions: 'the times between packets of a direction do not fit each other or the Flow Duration',
  idle: 'Idle Max is not Flow IAT Max',
}

/** Why such a row is no flow of a table whose times are in `unit`. @param own unit of the row, where it fits one */
export function misfitReason(fault: RowFault, own: TimeUnit['name'] | undefined, { name }: TimeUnit): string {
  if (fault !== 'rate') return `has its times in different units: ${MIXED_REASONS[fault]}`
  return own === undefined || own === name
    ? 'has inconsistent units: Flow Packets/s times Flow Duration is not the number of packets'
    : `has its times in ${own}, where those of the file are in ${name}`
}

/** Whether a row has what tells the unit of its times: a duration, packets and their rate. */
export function tellsUnit(features: Float32Array, first: number): boolean {
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  return features[first + DURATION]! > 0 && packets > 0 && secondsByRate(features, first, packets) > 0
}

/** Whether a ratio is a thousand or a million, or one part of it. */
function isOtherUnit(ratio: number): boolean {
  return (ratio > 100 || ratio < 0.01) && MIXED.some((factor) => Math.abs(ratio / factor - 1) < GAP_TOLERANCE)
}

/** Name of the unit a row is in whose times were converted from `unit`; undefined when it fits none. */
export function unitOfRow(features: Float32Array, first: number, unit: TimeUnit): TimeUnit['name'] | undefined {
  const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
  const written = features[first + DURATION]! / unit.to_us
  const seconds = secondsByRate(features, first, packets)
  return UNITS.find(({ to_us }) => isAbout((written * to_us) / 1e6, seconds))?.name
}

function isAbout(value: number, expected: number): boolean {
  return Math.abs(value / expected - 1) < TOLERANCE
}

/** Features that are times: they follow the unit of the file. */
const TIME_FEATURE = /^(Flow Duration|(Flow|Fwd|Bwd) IAT |Active |Idle )/

export const IS_TIME_FEATURE: readonly boolean[] = FEATURE_NAMES.map((name) => TIME_FEATURE.test(name))
