import type { Technique } from '../../flow/techniques.ts'
import type { BehaviourKind } from './kinds.ts'

/** Numbers behind the sentence of a finding; null for what its detector does not count. */
export interface FindingNumbers {
  /** Flows of the finding that the target answered. */
  readonly answered: number
  /** Distinct, up to {@link MOST_DISTINCT}. */
  readonly ports: number
  readonly targets: number
  readonly sources: number
  /** Payload of the findings's flows, both directions. */
  readonly bytes: number
  readonly median_period_s: number | null
  /** Share of periods near the median. */
  readonly regular_share: number | null
  /** Some periods in seconds, in order of time, for a chart. */
  readonly periods_s: readonly number[]
  /** Most flows a minute, or open at once. */
  readonly peak: number | null
  /** Flow that looks like a login after the guessing; null for none. */
  readonly success_row: number | null
}

/** What a detector found: flows of one kind that belong together. */
export interface BehaviourFinding {
  /** The same for the same thing within a capture. */
  readonly key: string
  readonly kind: BehaviourKind
  /** Null for sources outside taken together, or several. */
  readonly source: string | null
  readonly target: string | null
  readonly port: number | null
  readonly protocol: number
  readonly is_from_home: boolean
  readonly first_us: number
  readonly last_us: number
  readonly flow_count: number
  /** Numbers of its flows, as they were given or else by their place in the source from 0; ascending, the first {@link MOST_ROWS}. */
  readonly rows: readonly number[]
  /** Some ports and some hosts, for a person to see. */
  readonly some_ports: readonly number[]
  readonly some_sources: readonly string[]
  readonly some_targets: readonly string[]
  readonly numbers: FindingNumbers
  /** Index into low, medium, high, critical. */
  readonly severity: number
  readonly is_informational: boolean
  /** What was noticed, with its numbers. */
  readonly sentence: string
  /** What would make it a false alarm. */
  readonly false_alarm: string
  readonly techniques: readonly Technique[]
}

/** Rows kept of a finding. */
export const MOST_ROWS = 10_000
/** Ports, sources and targets told apart in a finding. */
export const MOST_DISTINCT = 4096
/** Examples of them that are told. */
export const MOST_SHOWN = 50
