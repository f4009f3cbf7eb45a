import {
  encodeOnnxModel,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
  stringsAttribute,
  type Attribute,
} from '../onnx/encode.ts'
import type { TreeEnsemble } from './tree.ts'

/** Names of the graph's tensors. */
export const INPUT_NAME = 'features'
export const PROBABILITIES_NAME = 'probabilities'
export const MARGINS_NAME = 'margins'
export const NOVELTY_NAME = 'novelty'

const OPSET = { '': 17, 'ai.onnx.ml': 3 } as const

/** Calibration of the margins inside the graph: `softmax(scale * margins + bias)`; both of shape [outputs]. */
export interface MarginCalibration {
  readonly scale: Float32Array
  readonly bias: Float32Array
}

/**
 * The ONNX file of an ensemble: `features` [rows, feature_count] -> `probabilities` [rows, outputs] (calibrated),
 * `margins` [rows, outputs] (the plain sum of leaves) and `novelty` [rows, 1] (their energy). NaN in an input is a
 * missing value.
 */
export function writeOnnxModel(
  ensemble: TreeEnsemble,
  calibration: MarginCalibration,
  producer: { readonly name: string; readonly version: string },
): Uint8Array {
  const outputs = ensemble.base.length
  return encodeOnnxModel({
    name: 'flow-classifier',
    producer_name: producer.name,
    producer_version: producer.version,
    input: { name: INPUT_NAME, columns: ensemble.feature_count },
    outputs: [
      { name: PROBABILITIES_NAME, columns: outputs },
      { name: MARGINS_NAME, columns: outputs },
      { name: NOVELTY_NAME, columns: 1 },
    ],
    constants: [
      { name: 'calibration_scale', values: calibration.scale },
      { name: 'calibration_bias', values: calibration.bias },
    ],
    nodes: [
      {
        op_type: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        name: 'trees',
        input: [INPUT_NAME],
        output: [MARGINS_NAME],
        attribute: treeAttributes(ensemble),
      },
      { op_type: 'Mul', name: 'scale', input: [MARGINS_NAME, 'calibration_scale'], output: ['scaled'] },
      { op_type: 'Add', name: 'shift', input: ['scaled', 'calibration_bias'], output: ['calibrated'] },
      {
        op_type: 'Softmax',
        name: 'softmax',
        input: ['calibrated'],
        output: [PROBABILITIES_NAME],
        attribute: [intAttribute('axis', 1)],
      },
      {
        op_type: 'ReduceLogSumExp',
        name: 'log_sum_exp',
        input: [MARGINS_NAME],
        output: ['claimed'],
        attribute: [intsAttribute('axes', [1]), intAttribute('keepdims', 1)],
      },
      { op_type: 'Neg', name: 'energy', input: ['claimed'], output: [NOVELTY_NAME] },
    ],
    opset: OPSET,
  })
}

/**
 * Attributes of ai.onnx.ml TreeEnsembleRegressor (version 3). Leaf entries of zero are left out but for the first tree's:
 * ONNX Runtime forgets the base value of an output that none of the leaves a row falls into names.
 */
function treeAttributes({ base, trees }: TreeEnsemble): readonly Attribute[] {
  const outputs = base.length
  const nodes = { tree: [], id: [], feature: [], value: [], mode: [], left: [], right: [], missing: [], cover: [] } as {
    tree: number[]
    id: number[]
    feature: number[]
    value: number[]
    mode: string[]
    left: number[]
    right: number[]
    missing: number[]
    cover: number[]
  }
  const leaves = { tree: [] as number[], node: [] as number[], output: [] as number[], weight: [] as number[] }
  for (const [tree_index, tree] of trees.entries()) {
    for (let node = 0; node < tree.feature.length; node++) {
      const is_leaf = tree.feature[node]! < 0
      nodes.tree.push(tree_index)
      nodes.id.push(node)
      nodes.feature.push(is_leaf ? 0 : tree.feature[node]!)
      nodes.value.push(tree.threshold[node]!)
      nodes.mode.push(is_leaf ? 'LEAF' : 'BRANCH_LEQ')
      nodes.left.push(is_leaf ? 0 : tree.left[node]!)
      nodes.right.push(is_leaf ? 0 : tree.right[node]!)
      nodes.missing.push(tree.missing_left[node]!)
      nodes.cover.push(tree.cover[node]!)
      if (!is_leaf) continue
      let written = 0
      for (let output = 0; output < outputs; output++) {
        const weight = tree.value[node * outputs + output]!
        const may_be_left_out = tree_index > 0 && (written > 0 || output < outputs - 1)
        if (weight === 0 && may_be_left_out) continue
        leaves.tree.push(tree_index)
        leaves.node.push(node)
        leaves.output.push(output)
        leaves.weight.push(weight)
        written++
      }
    }
  }
  return [
    intAttribute('n_targets', outputs),
    stringAttribute('aggregate_function', 'SUM'),
    stringAttribute('post_transform', 'NONE'),
    floatsAttribute('base_values', Array.from(base)),
    intsAttribute('nodes_treeids', nodes.tree),
    intsAttribute('nodes_nodeids', nodes.id),
    intsAttribute('nodes_featureids', nodes.feature),
    floatsAttribute('nodes_values', nodes.value),
    stringsAttribute('nodes_modes', nodes.mode),
    intsAttribute('nodes_truenodeids', nodes.left),
    intsAttribute('nodes_falsenodeids', nodes.right),
    intsAttribute('nodes_missing_value_tracks_true', nodes.missing),
    // No runtime reads it; attributions of features need to know how many training rows went which way.
    floatsAttribute('nodes_hitrates', nodes.cover),
    intsAttribute('target_treeids', leaves.tree),
    intsAttribute('target_nodeids', leaves.node),
    intsAttribute('target_ids', leaves.output),
    floatsAttribute('target_weights', leaves.weight),
  ]
}
