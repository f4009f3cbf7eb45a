import { z } from 'zod'

import { type Instrument, InstrumentSchema } from '../../contract/captures.ts'

/** Verdict on a flow that resembles nothing in the training data; its index follows the classes of every model. */
export const UNKNOWN = 'Unknown'

/** Share of benign flows that may be called Unknown, unless a person says otherwise. */
export const DEFAULT_NOVELTY_BUDGET = 0.01

/** Above this share `Unknown` would be meaningless. */
export const MAX_NOVELTY_BUDGET = 0.1

const ShareSchema = z.number().gt(0).lte(1)

/** Tail of the novelty scores of benign flows that the trees had not seen, measured by one flow meter. */
const BenignTailSchema = z.object({
  instrument: InstrumentSchema,
  benign_flows: z.int().positive(),
  /** Falling shares; about `benign_share` of benign flows have a novelty at or above `novelty`. */
  tail: z.array(z.object({ benign_share: ShareSchema, novelty: z.number() })).min(1),
})
export type BenignTail = z.infer<typeof BenignTailSchema>

/** What a model says of flows unlike its training data. */
export const NoveltySchema = z.object({
  /** Name of the graph's float32 output of shape [rows, 1]; higher is more novel. */
  output: z.string().min(1),
  /** `energy`: -log(sum over classes of exp(margin)), Liu et al. 2020, "Energy-based out-of-distribution detection". */
  method: z.enum(['energy']),
  fitted_on: z.string(),
  tails: z.array(BenignTailSchema).min(1),
})
export type Novelty = z.infer<typeof NoveltySchema>

/** Class names that predictions of a model count: its own, then `Unknown`. */
export function verdictNames(classes: readonly string[]): string[] {
  return [...classes, UNKNOWN]
}

/**
 * Decides which flows are Unknown. Flows of a meter that the model was fitted on are held against benign flows of that
 * meter; all others against the strictest of them, so that no benign flow is called Unknown for want of knowing.
 */
export class NoveltyRule {
  readonly #tails: readonly BenignTail[]
  readonly #cut: number

  /** @param budget share of benign flows that may be called Unknown; 0 calls none so */
  constructor({ tails }: Novelty, instrument: Instrument | null, budget: number) {
    const own = tails.filter((each) => each.instrument === instrument)
    this.#tails = own.length > 0 ? own : tails
    this.#cut = budget > 0 ? Math.max(...this.#tails.map((tail) => cutOf(tail, budget))) : Infinity
  }

  isUnknown(novelty: number): boolean {
    return novelty > this.#cut
  }

  /**
   * Share of benign flows that are less novel: one less the conformal p-value (Bates et al. 2023, "Testing for outliers
   * with conformal p-values"), which is the confidence of the verdict Unknown.
   */
  confidence(novelty: number): number {
    return 1 - Math.max(...this.#tails.map((tail) => shareAbove(tail, novelty)))
  }
}

/** Novelty that about `share` of the benign flows exceed, between the points of the table by the log of the share. */
function cutOf({ tail }: BenignTail, share: number): number {
  const next = tail.findIndex((point) => point.benign_share <= share)
  if (next < 0) return tail.at(-1)!.novelty
  const right = tail[next]!
  const left = tail[next - 1]
  if (left === undefined || right.benign_share === share) return right.novelty
  const way = Math.log(left.benign_share / share) / Math.log(left.benign_share / right.benign_share)
  return left.novelty + way * (right.novelty - left.novelty)
}

/** Share of the benign flows at or above a novelty; the inverse of {@link cutOf}, and no less than the table's last. */
function shareAbove({ tail }: BenignTail, novelty: number): number {
  const next = tail.findIndex((point) => point.novelty >= novelty)
  if (next < 0) return tail.at(-1)!.benign_share
  const right = tail[next]!
  const left = tail[next - 1]
  if (left === undefined || right.novelty === left.novelty) return right.benign_share
  const way = (novelty - left.novelty) / (right.novelty - left.novelty)
  return left.benign_share * (right.benign_share / left.benign_share) ** way
}
