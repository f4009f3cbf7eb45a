import type { Explanations } from '../engine/protocol.ts'

/** A feature counts as a leading one of a flow when it is among this many. */
const TOP_REASONS = 3

/** Reasons of several flows as one. */
export interface MeanReasons {
  readonly base_value: number
  readonly output: number
  /** Mean of each feature's contributions; with the base they add up to the mean output. */
  readonly contributions: Float64Array
  /** Share of the flows in which each feature is among the three with the largest contributions. */
  readonly top_shares: Float64Array
  /** Values of each feature over the flows; null where all miss it. */
  readonly values: readonly ({ low: number; median: number; high: number } | null)[]
}

/** @param flows at least one; all of one model */
export function meanReasons(flows: Explanations['flows']): MeanReasons {
  const count = flows.length
  const features = flows[0]?.contributions.length ?? 0
  const contributions = new Float64Array(features)
  const times_leading = new Uint32Array(features)
  for (const flow of flows) {
    flow.contributions.forEach((contribution, feature) => {
      contributions[feature] = (contributions[feature] ?? 0) + contribution / count
    })
    for (const feature of leading(flow.contributions)) times_leading[feature] = (times_leading[feature] ?? 0) + 1
  }
  const meanOf = (pick: (flow: (typeof flows)[number]) => number) =>
    flows.reduce((sum, flow) => sum + pick(flow) / count, 0)
  return {
    base_value: meanOf(({ base_value }) => base_value),
    output: meanOf(({ output }) => output),
    contributions,
    top_shares: Float64Array.from(times_leading, (times) => times / count),
    values: Array.from({ length: features }, (_, feature) =>
      rangeOf(flows.map(({ values }) => values[feature] ?? NaN).filter((value) => !Number.isNaN(value))),
    ),
  }
}

function leading(contributions: Float64Array): number[] {
  const sizes = contributions.map(Math.abs)
  return Array.from(sizes.keys())
    .sort((one, other) => (sizes[other] ?? 0) - (sizes[one] ?? 0))
    .slice(0, TOP_REASONS)
    .filter((feature) => sizes[feature] !== 0)
}

function rangeOf(values: readonly number[]) {
  const sorted = values.toSorted((one, other) => one - other)
  const [low, high] = [sorted[0], sorted.at(-1)]
  const median = sorted[Math.floor((sorted.length - 1) / 2)]
  return low === undefined || median === undefined || high === undefined ? null : { low, median, high }
}
