import { AnomalyError } from '../../../contract/errors.ts'
import { FEATURE_COUNT, FEATURES } from '../../flow/features.ts'
import { refused } from './model-bundle.ts'
import trial_flows from './trial-flows.json' with { type: 'json' }

/** Probabilities of a flow add up to one within this: float32 sums over many trees, and text with few decimals. */
const SUM_TOLERANCE = 1e-3

/** Between two runs of the very same batch; one thread adds up in one order. */
const SAME_BATCH_TOLERANCE = 1e-6

/** Between runs of a flow in other company: kernels for matrices add up in another order for another number of rows. */
const OTHER_BATCH_TOLERANCE = 1e-4

/** What a graph says of rows; all of shape [rows, width]. */
export interface TrialAnswer {
  readonly probabilities: Float32Array
  readonly novelty: Float32Array | undefined
}

/** Asks the graph for rows of shape [rows, FEATURE_COUNT]. */
export type Ask = (features: Float32Array, rows: number) => Promise<TrialAnswer>

/** Flows of the sample capture, of every threat type in it; the last one has no duration, so no rates. */
const FLOWS: readonly Float32Array[] = [
  ...trial_flows.map((values) => Float32Array.from(values)),
  Float32Array.from(trial_flows[0] ?? [], (value, at) => (FEATURES[at]?.may_be_missing === true ? NaN : value)),
]

/**
 * Tries a graph on flows of the sample capture: what it does not declare shows when it runs.
 * @param classes of the manifest
 * @throws AnomalyError `model_refused` when it fails, when its answers are no probabilities, or when the answer to a flow
 *   depends on anything but the flow
 */
export async function tryModel(ask: Ask, classes: number): Promise<void> {
  const all = FLOWS.map((_, flow) => flow)
  const first = await answer(ask, all)
  checkProbabilities(first.probabilities, classes)
  if (first.novelty?.some((value) => !Number.isFinite(value)) === true) {
    throw refused('Its graph gives a novelty that is not a number.')
  }
  compare(first, await answer(ask, all), all, SAME_BATCH_TOLERANCE, 'is asked twice')
  const half = all.slice(0, Math.ceil(all.length / 2)).toReversed()
  for (const flows of [all.toReversed(), half, [0], [all.length - 1]]) {
    compare(
      first,
      await answer(ask, flows),
      flows,
      OTHER_BATCH_TOLERANCE,
      'is in a batch with other flows or in another order',
    )
  }
}

async function answer(ask: Ask, flows: readonly number[]): Promise<TrialAnswer> {
  const features = new Float32Array(flows.length * FEATURE_COUNT)
  flows.forEach((flow, row) => features.set(FLOWS[flow]!, row * FEATURE_COUNT))
  try {
    return await ask(features, flows.length)
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw refused(`Its graph fails on a flow: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
}

function checkProbabilities(probabilities: Float32Array, classes: number): void {
  const without_rates = probabilities.subarray((FLOWS.length - 1) * classes)
  if (without_rates.some(Number.isNaN) && !probabilities.subarray(0, -classes).some(Number.isNaN)) {
    throw refused(
      'Its graph gives no probability for a flow without duration, whose rates (bytes and packets per second) are missing. Set replacements in preprocessing.missing, or impute missing values in the graph.',
    )
  }
  const wrong = probabilities.find((value) => !(value >= -SUM_TOLERANCE && value <= 1 + SUM_TOLERANCE))
  if (wrong !== undefined) {
    throw refused(
      `Its graph gives a flow of the sample capture a probability of ${String(wrong)}; probabilities must be between 0 and 1. Export the model with probabilities, not scores.`,
    )
  }
  for (let first = 0; first < probabilities.length; first += classes) {
    const sum = probabilities.subarray(first, first + classes).reduce((total, value) => total + value, 0)
    if (Math.abs(sum - 1) <= SUM_TOLERANCE) continue
    throw refused(
      `The probabilities that its graph gives for a flow of the sample capture add up to ${sum.toFixed(4)}, not 1. Export the model with the probabilities of all its classes, not scores.`,
    )
  }
}

/** @param flows in the order in which `other` answers them */
function compare(first: TrialAnswer, other: TrialAnswer, flows: readonly number[], tolerance: number, when: string) {
  for (const output of ['probabilities', 'novelty'] as const) {
    const before = first[output]
    const after = other[output]
    if (before === undefined || after === undefined) continue
    const width = before.length / FLOWS.length
    const differs = flows.some((flow, row) =>
      after.subarray(row * width, (row + 1) * width).some((value, at) => {
        const expected = before[flow * width + at]!
        return !(Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected)))
      }),
    )
    if (!differs) continue
    throw refused(
      `Its graph gives the same flow a different ${output === 'novelty' ? 'novelty' : 'probability'} when the flow ${when}. The prediction for a flow must depend on that flow alone.`,
    )
  }
}
