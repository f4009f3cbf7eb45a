import { AnomalyError } from '../../contract/errors.ts'
import { OnnxFile } from './schema.ts'

/**
 * The trees of a model as parallel arrays over all nodes of all trees. A row goes left when `value <= threshold`, and
 * when its value is missing and `missing_left` is 1.
 */
export interface OnnxTrees {
  readonly outputs: number
  /** Shape [outputs]. */
  readonly base: Float64Array
  /** Node that each tree begins at. */
  readonly roots: readonly number[]
  /** Feature index of a split, -1 for a leaf. */
  readonly feature: Int32Array
  readonly threshold: Float32Array
  readonly missing_left: Uint8Array
  /** Child nodes, -1 for a leaf. */
  readonly left: Int32Array
  readonly right: Int32Array
  /** Training rows that passed the node. */
  readonly cover: Float32Array
  /** Shape [nodes, outputs], zero for splits. */
  readonly value: Float32Array
}

interface DecodedAttribute {
  readonly name: string
  readonly i?: number
  readonly s?: Uint8Array
  readonly floats?: readonly number[]
  readonly ints?: readonly number[]
  readonly strings?: readonly Uint8Array[]
}

interface DecodedNode {
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly op_type: string
  readonly attribute: readonly DecodedAttribute[]
}

/** Children's rows may differ from their parent's by rounding only. */
const COVER_TOLERANCE = 1e-4

/**
 * Reads the TreeEnsembleRegressor (ai.onnx.ml, versions 1 to 3) that computes `output` from `input` alone.
 * Its `nodes_hitrates` must hold the training rows of every node: skl2onnx and onnxmltools write 1 everywhere, which is
 * no count.
 * @throws AnomalyError `not_explainable` that says what the model lacks
 */
export function readTrees(model: Uint8Array, input: string, output: string): OnnxTrees {
  const node = nodeOf(model, output)
  if (node?.op_type !== 'TreeEnsembleRegressor' || node.input[0] !== input) {
    throw notExplainable(`its output ${output} is not a sum of decision trees over ${input}`)
  }
  const attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]))
  const ints = (name: string) => attributes.get(name)?.ints ?? []
  const floats = (name: string) => attributes.get(name)?.floats ?? []
  const text = (name: string, absent: string) => textOf(attributes.get(name)?.s, absent)
  if (text('aggregate_function', 'SUM') !== 'SUM' || text('post_transform', 'NONE') !== 'NONE') {
    throw notExplainable('its trees are aggregated or transformed in an unsupported way')
  }
  const modes = (attributes.get('nodes_modes')?.strings ?? []).map((mode) => textOf(mode, ''))
  if (modes.some((mode) => mode !== 'LEAF' && mode !== 'BRANCH_LEQ')) {
    throw notExplainable('its splits use a comparison other than "less than or equal"')
  }
  const tree_ids = ints('nodes_treeids')
  const node_ids = ints('nodes_nodeids')
  const count = modes.length
  const place = new Map(tree_ids.map((tree, at) => [placeKey(tree, node_ids[at]!), at]))
  const childrenOf = (name: string): Int32Array => {
    const ids = ints(name)
    return Int32Array.from(modes, (mode, at) =>
      mode === 'LEAF' ? -1 : (place.get(placeKey(tree_ids[at]!, ids[at]!)) ?? -1),
    )
  }
  const left = childrenOf('nodes_truenodeids')
  const right = childrenOf('nodes_falsenodeids')
  const features = ints('nodes_featureids')
  const missing = ints('nodes_missing_value_tracks_true')
  const outputs = attributes.get('n_targets')?.i ?? 1
  const base = Float64Array.from({ length: outputs }, (_, at) => floats('base_values')[at] ?? 0)
  const value = new Float32Array(count * outputs)
  const target_nodes = ints('target_nodeids')
  const targets = ints('target_ids')
  const weights = floats('target_weights')
  ints('target_treeids').forEach((tree, at) => {
    const leaf = place.get(placeKey(tree, target_nodes[at]!))
    if (leaf !== undefined) value[leaf * outputs + targets[at]!]! += weights[at]!
  })
  const trees: OnnxTrees = {
    outputs,
    base,
    roots: rootsOf(left, right),
    feature: Int32Array.from(modes, (mode, at) => (mode === 'LEAF' ? -1 : features[at]!)),
    threshold: Float32Array.from(floats('nodes_values')),
    missing_left: Uint8Array.from(modes, (_, at) => missing[at] ?? 0),
    left,
    right,
    cover: Float32Array.from(floats('nodes_hitrates')),
    value,
  }
  checkCovers(trees)
  return trees
}

function nodeOf(model: Uint8Array, output: string): DecodedNode | undefined {
  const { graph } = OnnxFile.toObject(OnnxFile.decode(model), { longs: Number, arrays: true }) as {
    graph?: { node: readonly DecodedNode[] }
  }
  return graph?.node.find((node) => node.output.includes(output))
}

function textOf(bytes: Uint8Array | undefined, absent: string): string {
  return bytes === undefined ? absent : Buffer.from(bytes).toString('utf8')
}

/** Node ids count from 0 in every tree; trees of more than 2^31 nodes do not fit a file. */
function placeKey(tree: number, node: number): number {
  return tree * 2 ** 31 + node
}

function rootsOf(left: Int32Array, right: Int32Array): number[] {
  const is_child = new Uint8Array(left.length)
  for (const children of [left, right]) {
    for (const child of children) if (child >= 0) is_child[child] = 1
  }
  return Array.from(is_child.keys()).filter((node) => is_child[node] === 0)
}

function checkCovers({ feature, left, right, roots, cover }: OnnxTrees): void {
  const holds = (node: number): boolean => {
    if (feature[node]! < 0) return true
    const rows = cover[node]!
    return Math.abs(cover[left[node]!]! + cover[right[node]!]! - rows) <= COVER_TOLERANCE * rows
  }
  const counts = cover.length === feature.length && cover.every((rows, node) => rows >= 0 && holds(node))
  if (!counts || roots.some((root) => !(cover[root]! > 0))) {
    throw notExplainable(
      'its file does not record how many training rows reached each node of its trees (nodes_hitrates)',
    )
  }
}

function notExplainable(reason: string): AnomalyError {
  return new AnomalyError('not_explainable', `This model gives predictions without reasons: ${reason}.`)
}
