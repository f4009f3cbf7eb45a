import type { Instrument } from '../../../contract/captures.ts'
import type { Share } from '../../flow/metrics.ts'

/** Mean over the seeds, and sample standard deviation (0 of a single seed). */
export interface Spread {
  readonly mean: number
  readonly sd: number
}

export interface ClassReport {
  readonly threat_type: string
  readonly support: number
  readonly precision: Spread | null
  readonly recall: Spread
  /** 95% Wilson score interval of the mean recall. */
  readonly recall_interval: { readonly low: number; readonly high: number }
  readonly f1: Spread
  /** All its flows are one conversation: trees that are tested on them have seen none, so this says nothing. */
  readonly is_one_conversation: boolean
}

/** Figures of one file, or of all together; null where they are shares of no flows. */
export interface PartReport {
  readonly data: string
  readonly rows: number
  readonly accuracy: Spread | null
  readonly macro_f1: Spread | null
  /** Without the classes that are one conversation. */
  readonly macro_f1_testable: Spread | null
  readonly fpr: Spread | null
  readonly fnr: Spread | null
  readonly unknown_rate_benign: Spread | null
  readonly unknown_rate_threats: Spread | null
  readonly ece: Spread
  readonly false_alerts_per_100k_benign: Spread | null
  /** Share of named threats that are threats when 1 % of all flows are. */
  readonly precision_at_1_percent: Spread | null
  readonly per_class: readonly ClassReport[]
  /** Flows by label (outer) and verdict (inner), summed over the seeds. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] }
}

export interface BaselineReport {
  readonly name: string
  readonly parts: readonly {
    readonly data: string
    readonly macro_f1: Share
    readonly macro_f1_testable: Share
    readonly fpr: Share
    readonly fnr: Share
  }[]
}

export interface TemporalReport {
  readonly data: readonly string[]
  readonly trained_until: string
  readonly tested_on: string
  readonly trained_rows: number
  readonly tested_rows: number
  readonly fpr: Share
  readonly unknown_rate_benign: Share
  readonly per_class: readonly {
    readonly threat_type: string
    /** Whether the days before had flows of the class. */
    readonly is_seen: boolean
    readonly support: number
    readonly right: number
    readonly named: number
    readonly unknown: number
  }[]
}

/** What becomes of the flows of an attack that training left out. */
export interface UnseenAttack {
  readonly threat_type: string
  readonly flows: number
  /** Shares of its flows: given some named threat, called Unknown, either of the two. */
  readonly named: Spread
  readonly unknown: Spread
  readonly detected: Spread
  /** Shares of benign flows that took no part in training or limits. */
  readonly benign_named: Spread
  readonly benign_unknown: Spread
}

/** What `validate` answers. It holds nothing that changes between equal runs. */
export interface ValidationReport {
  readonly format_version: 1
  readonly trainer: {
    readonly name: string
    readonly version: string
    readonly parameters: Readonly<Record<string, number>>
  }
  readonly data: readonly {
    readonly name: string
    readonly sha256: string
    readonly instrument: Instrument
    readonly rows: number
    /** Flows left out because an equal one with the same label is there already. */
    readonly copies: number
  }[]
  readonly folds: number
  readonly seeds: readonly number[]
  readonly novelty_budget: number
  readonly grouped: readonly PartReport[]
  readonly baselines: readonly BaselineReport[]
  /** Null when no file has times on several days. */
  readonly temporal: TemporalReport | null
  readonly unseen_attacks: readonly UnseenAttack[]
  /** Mean of `detected` over the attacks; null without such attacks. */
  readonly mean_unseen_detected: Spread | null
}
