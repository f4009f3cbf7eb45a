import { setImmediate as nextTurn } from 'node:timers/promises'

import { AnomalyError } from '../../../contract/errors.ts'
import { BENIGN } from '../../flow/threat-types.ts'
import { readTrees } from '../../onnx/read-trees.ts'
import type { Classifier } from './classifier.ts'
import { leafPathsOf } from './leaf-paths.ts'
import type { FlowFields } from './model-input.ts'
import { type Contrast, TreeShap } from './tree-shap.ts'

/** Why a flow got its threat type rather than another: `base_value + sum of contributions = output`. */
export interface Reasons {
  /** The predicted threat type, and the one it is compared with. */
  readonly threat_type: string
  readonly against: string
  /** Margin of the one less margin of the other, in log-odds before calibration, averaged over the training flows. */
  readonly base_value: number
  /** The same for this flow, as ONNX Runtime gives it. */
  readonly output: number
  /** Values of the flow by {@link Explainer.names}; NaN for a missing one. */
  readonly values: Float64Array<ArrayBuffer>
  readonly contributions: Float64Array<ArrayBuffer>
}

/** Most that attributions may miss the model's output by: float32 sums of ONNX Runtime against float64 ones here. */
const TOLERANCE = 1e-4

/** Flows explained in one go; then other tasks of the engine get their turn. */
const TURN_FLOWS = 4

/** Explains predictions of a model by its trees. */
export class Explainer {
  /** What the model knows of a flow, in the order of contributions. */
  readonly names: readonly string[]
  readonly #classifier: Classifier
  readonly #margins: string
  readonly #shap: TreeShap

  /** @throws AnomalyError `not_explainable` that says what the model lacks */
  constructor(classifier: Classifier) {
    const { manifest, model, input } = classifier
    const { margins } = manifest.outputs
    if (margins === null) {
      throw new AnomalyError(
        'not_explainable',
        'This model gives predictions without reasons: its graph has no margins output (outputs.margins in its manifest).',
      )
    }
    this.names = input.names
    this.#classifier = classifier
    this.#margins = margins
    const trees = readTrees(model, manifest.input.name, margins)
    if (trees.outputs !== manifest.classes.length || trees.feature.some((feature) => feature >= input.width)) {
      throw new AnomalyError(
        'not_explainable',
        'This model gives predictions without reasons: its trees and its manifest disagree about classes or features.',
      )
    }
    this.#shap = new TreeShap(leafPathsOf(trees))
  }

  /**
   * Reasons for the predicted threat type of each flow. A threat is held against Benign: what made the flow look like
   * an attack. A benign flow is held against the likeliest threat: what kept it from looking like one.
   * @param features shape [rows, FEATURE_COUNT]
   */
  async explain(features: Float32Array, rows: number, fields: FlowFields = {}): Promise<Reasons[]> {
    const { manifest, input: model_input } = this.#classifier
    const { classes } = manifest
    const { input, probabilities, margins } = await this.#classifier.score(features, rows, fields, this.#margins)
    const explained: Reasons[] = []
    for (let row = 0; row < rows; row += 1) {
      if (row > 0 && row % TURN_FLOWS === 0) await nextTurn()
      const first = row * classes.length
      const contrast = contrastOf(probabilities.subarray(first, first + classes.length), classes)
      const output = margins[first + contrast.output]! - margins[first + contrast.against]!
      const by_column = new Float64Array(model_input.width)
      const row_input = input.subarray(row * model_input.width, (row + 1) * model_input.width)
      this.#shap.addContributions(row_input, contrast, by_column)
      const contributions = new Float64Array(this.names.length)
      by_column.forEach((contribution, column) => {
        contributions[model_input.name_of_column[column]!]! += contribution
      })
      const base_value = this.#shap.baseValue(contrast)
      checkSum(base_value, contributions, output)
      explained.push({
        threat_type: classes[contrast.output]!,
        against: classes[contrast.against]!,
        base_value,
        output,
        values: model_input.valuesOf(features, row, fields),
        contributions,
      })
    }
    return explained
  }
}

const explainers = new WeakMap<Classifier, Explainer>()

/**
 * The explainer of a model, made at the first flow it has to explain.
 * @throws AnomalyError `not_explainable` that says what the model lacks
 */
export function explainerOf(classifier: Classifier): Explainer {
  const known = explainers.get(classifier)
  if (known !== undefined) return known
  const explainer = new Explainer(classifier)
  explainers.set(classifier, explainer)
  return explainer
}

function contrastOf(probabilities: Float32Array, classes: readonly string[]): Contrast {
  const output = likeliest(probabilities, -1)
  const benign = classes.indexOf(BENIGN)
  const against = benign >= 0 && benign !== output ? benign : likeliest(probabilities, output)
  return { output, against }
}

/** The first of the most probable classes, as predictions count them, but for one. */
function likeliest(probabilities: Float32Array, left_out: number): number {
  let best = -1
  for (let index = 0; index < probabilities.length; index += 1) {
    if (index !== left_out && (best < 0 || probabilities[index]! > probabilities[best]!)) best = index
  }
  return best
}

function checkSum(base_value: number, contributions: Float64Array, output: number): void {
  const sum = contributions.reduce((total, each) => total + each, base_value)
  if (Math.abs(sum - output) <= TOLERANCE * Math.max(1, Math.abs(output))) return
  throw new AnomalyError(
    'not_explainable',
    `The reasons for this flow do not add up to the output of the model (${String(sum)} instead of ${String(output)}), so they are not shown.`,
  )
}
