/** A share of flows; null when it is a share of none, which is not 0. */
export type Share = number | null

/** Scores of one class against all others. */
export interface ClassScores {
  /** Null when no flow is called this class, or those that are have labels that name no class. */
  readonly precision: Share
  /** Null when no flow is of this class, as {@link f1} is. */
  readonly recall: Share
  readonly f1: Share
  /** Flows that truly are of this class. */
  readonly support: number
}

/** Scores of a confusion matrix; class 0 is Benign. */
export interface ClassificationScores {
  readonly rows: number
  readonly accuracy: Share
  /** Mean F1 over the classes that occur in the truth and have one. */
  readonly macro_f1: Share
  /** Benign flows given a named threat, as a share of the benign flows. */
  readonly fpr: Share
  /** Threats called Benign, as a share of the threats. */
  readonly fnr: Share
  /** Benign flows called Unknown, as a share of the benign flows. */
  readonly unknown_rate_benign: Share
  /** Threats called Unknown, as a share of the threats. */
  readonly unknown_rate_threats: Share
  /** One entry a class, in class order. */
  readonly per_class: readonly ClassScores[]
}

/** Counts of (true class, predicted class), added to flow by flow. */
export class ConfusionMatrix {
  readonly class_count: number
  /** Row-major, shape [true class, predicted class]. */
  readonly counts: Float64Array

  constructor(class_count: number) {
    this.class_count = class_count
    this.counts = new Float64Array(class_count * class_count)
  }

  add(truth: number, predicted: number, flows = 1): void {
    this.counts[truth * this.class_count + predicted]! += flows
  }

  /** Adds one pair a flow. */
  addAll(truth: Uint8Array, predicted: Uint8Array): this {
    truth.forEach((true_class, index) => this.add(true_class, predicted[index]!))
    return this
  }

  count(truth: number, predicted: number): number {
    return truth < 0 ? 0 : (this.counts[truth * this.class_count + predicted] ?? 0)
  }
}

const ratio = (part: number, whole: number): Share => (whole === 0 ? null : part / whole)

/** Classes of a matrix that are no class of a model; -1 where there is none. */
export interface SpecialClasses {
  /** The verdict Unknown, which names no threat and is never right. */
  readonly unknown?: number
  /** The label of threats that are not named: any threat is right for it. */
  readonly unnamed?: number
}

/**
 * Scores of a confusion matrix. A share of nothing (no flow of a kind) is null. Flows labelled as a threat without a name
 * count for accuracy, FPR and FNR; the scores of named classes are over the flows whose labels name one.
 */
export function scoresOf(
  matrix: ConfusionMatrix,
  { unknown = -1, unnamed = -1 }: SpecialClasses = {},
): ClassificationScores {
  const classes = Array.from({ length: matrix.class_count }, (_, index) => index)
  const support = classes.map((truth) => classes.reduce((sum, other) => sum + matrix.count(truth, other), 0))
  const called = classes.map((predicted) => classes.reduce((sum, other) => sum + matrix.count(other, predicted), 0))
  const isThreat = (each: number) => each !== 0 && each !== unknown
  const unnamed_hits = classes.reduce((sum, each) => sum + (isThreat(each) ? matrix.count(unnamed, each) : 0), 0)
  // Of threats alone that have no names, which of them a verdict is right about cannot be known.
  const is_binary = unnamed >= 0 && classes.every((each) => each === 0 || each === unnamed || support[each] === 0)
  const named_called = is_binary ? classes.reduce((sum, each) => sum + (isThreat(each) ? called[each]! : 0), 0) : 0
  const per_class = classes.map((each): ClassScores => {
    if (each === unnamed) {
      return {
        precision: ratio(unnamed_hits, named_called),
        recall: ratio(unnamed_hits, support[each]!),
        f1: is_binary && support[each]! > 0 ? ratio(2 * unnamed_hits, support[each]! + named_called) : null,
        support: support[each]!,
      }
    }
    const hits = matrix.count(each, each)
    const called_of_named = called[each]! - (each === 0 ? 0 : matrix.count(unnamed, each))
    return {
      precision: is_binary && isThreat(each) ? null : ratio(hits, called_of_named),
      recall: ratio(hits, support[each]!),
      f1: support[each] === 0 ? null : ratio(2 * hits, support[each]! + called_of_named),
      support: support[each]!,
    }
  })
  const rows = support.reduce((sum, each) => sum + each, 0)
  const hits = unnamed_hits + classes.reduce((sum, each) => sum + matrix.count(each, each), 0)
  const occurring = per_class.filter((each) => each.f1 !== null)
  const benign = support[0] ?? 0
  const threats = rows - benign
  const unknown_benign = unknown < 0 ? 0 : matrix.count(0, unknown)
  const unknown_threats = unknown < 0 ? 0 : called[unknown]! - unknown_benign
  return {
    rows,
    accuracy: ratio(hits, rows),
    macro_f1: ratio(
      occurring.reduce((sum, { f1 }) => sum + (f1 ?? 0), 0),
      occurring.length,
    ),
    fpr: ratio(benign - matrix.count(0, 0) - unknown_benign, benign),
    fnr: ratio((called[0] ?? 0) - matrix.count(0, 0), threats),
    unknown_rate_benign: ratio(unknown_benign, benign),
    unknown_rate_threats: ratio(unknown_threats, threats),
    per_class,
  }
}

/**
 * Expected calibration error: mean gap between confidence and accuracy over equal-width bins of confidence,
 * weighted by the flows in each bin (Guo et al. 2017, "On calibration of modern neural networks", eq. 5).
 * @param correct 1 where the prediction was right
 */
export function expectedCalibrationError(confidence: Float32Array, correct: Uint8Array, bins = 15): number {
  const flows = new Float64Array(bins)
  const gap = new Float64Array(bins)
  confidence.forEach((value, index) => {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))
    flows[bin]! += 1
    gap[bin]! += value - correct[index]!
  })
  const total_gap = gap.reduce((sum, each) => sum + Math.abs(each), 0)
  return total_gap / Math.max(1, confidence.length)
}

/**
 * 95% Wilson score interval of a share (Wilson 1927, "Probable inference, the law of succession, and statistical
 * inference"): three flows of three right say little, and it tells. Of nothing, it is 0 to 1.
 * @param whole flows that the share is of
 */
export function wilsonInterval(share: number, whole: number): { low: number; high: number } {
  if (whole === 0) return { low: 0, high: 1 }
  const z = 1.96
  const scale = 1 + (z * z) / whole
  const centre = (share + (z * z) / (2 * whole)) / scale
  const spread = (z * Math.sqrt((share * (1 - share)) / whole + (z * z) / (4 * whole * whole))) / scale
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) }
}

/**
 * Exact 95% interval of the mean of a Poisson distribution of which `events` were seen (Garwood 1936, "Fiducial limits for
 * the Poisson distribution"): even of no event at all, up to 3.7 could have been expected.
 */
export function poissonInterval(events: number): { low: number; high: number } {
  const meanWhere = (isBelow: (mean: number) => boolean) => {
    let [low, high] = [0, events + 10 * Math.sqrt(events + 1) + 10]
    for (let step = 0; step < 60; step += 1) {
      const middle = (low + high) / 2
      if (isBelow(middle)) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
  return {
    low: events === 0 ? 0 : meanWhere((mean) => 1 - poissonUpTo(events - 1, mean) < 0.025),
    high: meanWhere((mean) => poissonUpTo(events, mean) > 0.025),
  }
}

/** Probability of at most `events` where `mean` are expected. */
function poissonUpTo(events: number, mean: number): number {
  // The terms as logarithms: their factors leave the range of numbers.
  let log_term = -mean
  let sum = Math.exp(log_term)
  for (let each = 1; each <= events; each += 1) {
    log_term += Math.log(mean / each)
    sum += Math.exp(log_term)
  }
  return Math.min(1, sum)
}
