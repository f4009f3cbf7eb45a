import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { FEATURE_NAMES } from '../flow/features.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { type Attribute, floatsAttribute, intsAttribute, stringAttribute, stringsAttribute } from '../onnx/encode.ts'
import { OnnxFile } from '../onnx/schema.ts'
import { zipOf } from './zip.ts'

const FLOAT = 1
const INT64 = 7
const STRING = 8
const BOOL = 9

type TensorType = Readonly<Record<string, unknown>>

/** A graph to be written as it is, faults and all. */
export interface TestGraph {
  readonly inputs: Readonly<Record<string, TensorType>>
  readonly outputs: Readonly<Record<string, TensorType>>
  readonly nodes: readonly {
    readonly op_type: string
    readonly domain?: string
    readonly input: readonly string[]
    readonly output: readonly string[]
    readonly attribute?: readonly Attribute[]
  }[]
  readonly opset?: number
}

const tensor = (elem_type: number, ...columns: number[]): TensorType => ({
  tensor_type: {
    elem_type,
    shape: { dim: [{ dim_param: 'N' }, ...columns.map((dim_value) => ({ dim_value }))] },
  },
})
export const floats = (columns: number): TensorType => tensor(FLOAT, columns)
export const whole = (columns?: number): TensorType => (columns === undefined ? tensor(INT64) : tensor(INT64, columns))
/** What skl2onnx gives with its ZipMap left on: a list of maps from class to probability. */
export const listOfMaps: TensorType = {
  sequence_type: { elem_type: { map_type: { key_type: INT64, value_type: { tensor_type: { elem_type: FLOAT } } } } },
}

export function encodeGraph({ inputs, outputs, nodes, opset = 15 }: TestGraph): Uint8Array {
  const infos = (types: TestGraph['inputs']) => Object.entries(types).map(([name, type]) => ({ name, type }))
  return OnnxFile.encode({
    ir_version: 8,
    producer_name: 'skl2onnx',
    producer_version: '1.14.0',
    graph: { name: 'test', node: nodes, input: infos(inputs), output: infos(outputs), initializer: [] },
    opset_import: [
      { domain: '', version: opset },
      ...[...new Set(nodes.flatMap(({ domain }) => domain ?? []))].map((domain) => ({ domain, version: 1 })),
    ],
  }).finish()
}

/**
 * The graph that skl2onnx writes for a linear classifier with `zipmap=False`: `label` int64 [N], `probabilities` float32
 * [N, classes]. Each row of `weights` is a class; its score is the weighted sum of the input's columns, and probabilities are
 * the softmax of the scores.
 */
export function linearGraph(weights: readonly (readonly number[])[], post_transform = 'SOFTMAX'): TestGraph {
  const classes = weights.length
  return {
    inputs: { X: floats(weights[0]?.length ?? 0) },
    outputs: { label: whole(), probabilities: floats(classes) },
    nodes: [
      {
        op_type: 'LinearClassifier',
        domain: 'ai.onnx.ml',
        input: ['X'],
        output: ['label', 'probabilities'],
        attribute: [
          floatsAttribute('coefficients', weights.flat()),
          floatsAttribute('intercepts', new Array<number>(classes).fill(0)),
          intsAttribute('classlabels_ints', [...weights.keys()]),
          stringAttribute('post_transform', post_transform),
        ],
      },
    ],
  }
}

/** The graph of a linear classifier whose input is `nodes` of `X`, given as `hostile`. */
function behind(nodes: TestGraph['nodes'], columns: number): TestGraph {
  const { nodes: classifier, ...graph } = linearGraph([new Array<number>(columns).fill(0), ones(columns)])
  return { ...graph, nodes: [...nodes, ...classifier.map((node) => ({ ...node, input: ['hostile'] }))] }
}

const ones = (columns: number) => new Array<number>(columns).fill(1)

const constant = (name: string, f: number) => ({
  op_type: 'Constant',
  input: [],
  output: [name],
  attribute: [{ name: 'value_float', f, type: 1 }],
})

const GRAPH = 5

/** A sound graph, but for flows with a value above `above`: these it goes round with for ever. */
export function loopingGraph(columns: number, above = -Infinity): TestGraph {
  const scalar = (elem_type: number, shape: object) => ({ tensor_type: { elem_type, shape } })
  const body = {
    name: 'round and round',
    input: [
      { name: 'round', type: scalar(INT64, {}) },
      { name: 'goes_on', type: scalar(BOOL, {}) },
      { name: 'value', type: tensor(FLOAT, columns) },
    ],
    node: [
      { op_type: 'Identity', input: ['goes_on'], output: ['still_goes_on'] },
      { op_type: 'Identity', input: ['value'], output: ['same_value'] },
    ],
    output: [
      { name: 'still_goes_on', type: scalar(BOOL, {}) },
      { name: 'same_value', type: tensor(FLOAT, columns) },
    ],
  }
  return behind(
    [
      constant('above', Math.max(above, -3e38)),
      { op_type: 'ReduceMax', input: ['X'], output: ['largest'], attribute: [{ name: 'keepdims', i: 0, type: 2 }] },
      { op_type: 'Greater', input: ['largest', 'above'], output: ['loops'] },
      {
        op_type: 'Loop',
        input: ['', 'loops', 'X'],
        output: ['hostile'],
        attribute: [{ name: 'body', g: body, type: GRAPH }],
      },
    ],
    columns,
  )
}

/** A graph that draws its answers by lot. */
export function randomGraph(columns: number): TestGraph {
  return behind([{ op_type: 'RandomNormalLike', input: ['X'], output: ['hostile'] }], columns)
}

/** A graph whose answer to a flow depends on the other flows of the batch: it subtracts their mean. */
export function batchGraph(columns: number): TestGraph {
  return behind(
    [
      { op_type: 'ReduceMean', input: ['X'], output: ['mean'], attribute: [intsAttribute('axes', [0])] },
      { op_type: 'Sub', input: ['X', 'mean'], output: ['hostile'] },
    ],
    columns,
  )
}

/**
 * The graph that skl2onnx writes for a random forest of two classes with `zipmap=False`: each tree asks whether one
 * feature is at most a threshold, and leaves of both classes weigh a share of one tree's vote.
 */
export function forestGraph(columns: number, splits: readonly { feature: number; at_most: number }[]): TestGraph {
  const nodes = splits.flatMap(({ feature, at_most }, tree) => [
    { tree, id: 0, feature, value: at_most, mode: 'BRANCH_LEQ', yes: 1, no: 2 },
    { tree, id: 1, feature: 0, value: 0, mode: 'LEAF', yes: 0, no: 0 },
    { tree, id: 2, feature: 0, value: 0, mode: 'LEAF', yes: 0, no: 0 },
  ])
  const leaves = splits.flatMap((_, tree) =>
    [0, 1].flatMap((of_class) =>
      [1, 2].map((node) => ({ tree, node, of_class, weight: node - 1 === of_class ? 1 : 0 })),
    ),
  )
  return {
    inputs: { X: floats(columns) },
    outputs: { label: whole(), probabilities: floats(2) },
    nodes: [
      {
        op_type: 'TreeEnsembleClassifier',
        domain: 'ai.onnx.ml',
        input: ['X'],
        output: ['label', 'probabilities'],
        attribute: [
          intsAttribute(
            'class_ids',
            leaves.map(({ of_class }) => of_class),
          ),
          intsAttribute(
            'class_nodeids',
            leaves.map(({ node }) => node),
          ),
          intsAttribute(
            'class_treeids',
            leaves.map(({ tree }) => tree),
          ),
          floatsAttribute(
            'class_weights',
            leaves.map(({ weight }) => weight / splits.length),
          ),
          intsAttribute('classlabels_int64s', [0, 1]),
          intsAttribute(
            'nodes_falsenodeids',
            nodes.map(({ no }) => no),
          ),
          intsAttribute(
            'nodes_featureids',
            nodes.map(({ feature }) => feature),
          ),
          intsAttribute(
            'nodes_nodeids',
            nodes.map(({ id }) => id),
          ),
          intsAttribute(
            'nodes_treeids',
            nodes.map(({ tree }) => tree),
          ),
          intsAttribute(
            'nodes_truenodeids',
            nodes.map(({ yes }) => yes),
          ),
          stringsAttribute(
            'nodes_modes',
            nodes.map(({ mode }) => mode),
          ),
          floatsAttribute(
            'nodes_values',
            nodes.map(({ value }) => value),
          ),
          stringAttribute('post_transform', 'NONE'),
        ],
      },
    ],
  }
}

/**
 * The graph that skl2onnx writes for a pipeline of imputer, scaler and forest: missing values become `imputed`, then
 * `(value - mean) / scale`; splits are of the scaled values. The label is text, as scikit-learn's classes are.
 */
export function pipelineGraph(
  prepared: {
    readonly imputed: readonly number[]
    readonly mean: readonly number[]
    readonly scale: readonly number[]
  },
  splits: readonly { feature: number; at_most: number }[],
  classes: readonly string[],
): TestGraph {
  const { inputs, outputs, nodes } = forestGraph(prepared.mean.length, splits)
  return {
    inputs,
    outputs: { ...outputs, label: tensor(STRING) },
    nodes: [
      {
        op_type: 'Imputer',
        domain: 'ai.onnx.ml',
        input: ['X'],
        output: ['imputed'],
        attribute: [
          floatsAttribute('imputed_value_floats', prepared.imputed),
          { name: 'replaced_value_float', f: NaN, type: 1 },
        ],
      },
      {
        op_type: 'Scaler',
        domain: 'ai.onnx.ml',
        input: ['imputed'],
        output: ['scaled'],
        attribute: [
          floatsAttribute('offset', prepared.mean),
          floatsAttribute(
            'scale',
            prepared.scale.map((each) => 1 / each),
          ),
        ],
      },
      ...nodes.map((node) => ({
        ...node,
        input: ['scaled'],
        attribute: [
          ...(node.attribute ?? []).filter(({ name }) => name !== 'classlabels_int64s'),
          stringsAttribute('classlabels_strings', classes),
        ],
      })),
    ],
  }
}

/** Scores of two classes from how long a flow is: small enough for any test, and quick. */
export const TINY_GRAPH = linearGraph([[0.4], [0.6]])
export const TINY_FEATURES = ['Total Fwd Packets']

/** The archive of a bundle that works; its id makes it another model. */
export async function zippedBundle(
  path: string,
  id: string,
  graph = TINY_GRAPH,
  features = TINY_FEATURES,
): Promise<string> {
  const folder = await writeBundle(`${path}.folder`, graph, { id, features })
  const entries = ['manifest.json', 'model.onnx'].map(async (name) => ({
    name: `${id}/${name}`,
    content: await readFile(join(folder, name)),
  }))
  await writeFile(path, zipOf(await Promise.all(entries)))
  return path
}

/** Writes a bundle with the least a manifest must say; `manifest` adds to it or changes it. */
export async function writeBundle(
  folder: string,
  graph: TestGraph,
  manifest: Partial<Record<keyof ModelManifest, unknown>> = {},
): Promise<string> {
  const model = encodeGraph(graph)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'model.onnx'), model)
  const whole_manifest = {
    format_version: 1,
    id: 'foreign-1',
    name: 'foreign',
    version: '1',
    model_sha256: createHash('sha256').update(model).digest('hex'),
    input: { name: 'X' },
    outputs: { probabilities: 'probabilities' },
    features: FEATURE_NAMES,
    classes: ['Benign', 'DDoS'],
    trainer: { name: 'scikit-learn', version: '1.2.1', seed: 1, trees: 0 },
    ...manifest,
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(whole_manifest))
  return folder
}
