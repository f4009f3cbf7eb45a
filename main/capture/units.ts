import { FEATURE_COUNT, FEATURE_NAMES } from '../flow/features.ts'

/** Factor from the times of a file to microseconds. */
export interface TimeUnit {
  readonly name: 'microseconds' | 'milliseconds' | 'seconds'
  readonly to_us: number
}

export const MICROSECONDS: TimeUnit = { name: 'microseconds', to_us: 1 }

const UNITS: readonly TimeUnit[] = [MICROSECONDS, { name: 'milliseconds', to_us: 1e3 }, { name: 'seconds', to_us: 1e6 }]

const at = (name: string) => FEATURE_NAMES.indexOf(name)
const DURATION = at('Flow Duration')
const RATE = at('Flow Packets/s')
const FWD_PACKETS = at('Total Fwd Packets')
const BWD_PACKETS = at('Total Backward Packets')

const TOLERANCE = 0.2
/** So many rows that agree name a unit. */
const FEWEST_AGREEING_ROWS = 3
/** So many rows that fit no unit are no accident. */
const FEWEST_CONTRADICTING_ROWS = 20
const AGREEING_SHARE = 0.8

/**
 * Unit of the times of a file, by the identity packets/s x duration = packets.
 * @param features shape [rows, FEATURE_COUNT]
 * @returns the unit; undefined when too few rows can tell; null when the rows fit no unit
 */
export function detectTimeUnit(features: Float32Array, rows: number): TimeUnit | null | undefined {
  const votes = UNITS.map(() => 0)
  let voters = 0
  for (let row = 0; row < rows; row += 1) {
    const first = row * FEATURE_COUNT
    const duration = features[first + DURATION]!
    const rate = features[first + RATE]!
    const packets = features[first + FWD_PACKETS]! + features[first + BWD_PACKETS]!
    if (!(duration > 0 && rate > 0 && packets > 0)) continue
    voters += 1
    const duration_s = packets / rate
    UNITS.forEach(({ to_us }, unit) => {
      const ratio = (duration * to_us) / 1e6 / duration_s
      if (Math.abs(ratio - 1) < TOLERANCE) votes[unit]! += 1
    })
  }
  const unit = UNITS.find(
    (_, index) => votes[index]! >= FEWEST_AGREEING_ROWS && votes[index]! >= voters * AGREEING_SHARE,
  )
  if (unit !== undefined) return unit
  return voters < FEWEST_CONTRADICTING_ROWS ? undefined : null
}

/** Features that are times: they follow the unit of the file. */
const TIME_FEATURE = /^(Flow Duration|(Flow|Fwd|Bwd) IAT |Active |Idle )/

export const IS_TIME_FEATURE: readonly boolean[] = FEATURE_NAMES.map((name) => TIME_FEATURE.test(name))
