import { describe, expect, test } from 'vitest'

import { FEATURE_COUNT, FEATURE_NAMES, featureIndex } from '../../flow/features.ts'
import {
  floats,
  forestGraph,
  linearGraph,
  listOfMaps,
  pipelineGraph,
  type TestGraph,
  whole,
  writeBundle,
} from '../../testing/bundles.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { Classifier } from './classifier.ts'

const folder = useFolder()
let written = 0
const bundle = (graph: TestGraph, manifest = {}) =>
  writeBundle(folder.at(`bundle-${String(++written)}`), graph, manifest)

const duration = featureIndex('Flow Duration') ?? -1
const forest = forestGraph(FEATURE_COUNT, [
  { feature: duration, at_most: 10 },
  { feature: featureIndex('SYN Flag Count') ?? -1, at_most: 0.5 },
])

async function refusal(graph: TestGraph, manifest = {}): Promise<string> {
  const error = await failureOf(Classifier.load(await bundle(graph, manifest)))
  expect(error.code).toBe('model_refused')
  return error.message
}

describe('a model of another trainer', () => {
  test('loads when its graph is the one skl2onnx writes for a forest with zipmap=False', async () => {
    const classifier = await Classifier.load(await bundle(forest))
    const features = new Float32Array(4 * FEATURE_COUNT)
    const syn = featureIndex('SYN Flag Count') ?? -1
    features[FEATURE_COUNT + duration] = 11
    features[2 * FEATURE_COUNT + duration] = 11
    features[2 * FEATURE_COUNT + syn] = 1
    features[3 * FEATURE_COUNT + duration] = 10
    const { threat_types, confidences } = await classifier.classify(features, 4)
    expect([...threat_types]).toEqual([0, 0, 1, 0])
    expect([...confidences]).toEqual([1, 0.5, 1, 1])
  })

  test('loads when it is a whole pipeline of imputer, scaler and forest, with classes as text', async () => {
    const features = ['Flow Bytes/s', 'Flow Duration']
    const prepared = { imputed: [5, 0], mean: [10, 100], scale: [2, 50] }
    // Scaled rates above -2 and scaled durations above 0.5 are DDoS: rates above 6, durations above 125.
    const splits = [
      { feature: 0, at_most: -2 },
      { feature: 1, at_most: 0.5 },
    ]
    const classes = ['Benign', 'DDoS']
    const classifier = await Classifier.load(await bundle(pipelineGraph(prepared, splits, classes), { features }))
    const flows = new Float32Array(4 * FEATURE_COUNT)
    const rate = featureIndex('Flow Bytes/s') ?? -1
    for (const [row, [bytes_per_s, long_us]] of [
      [NaN, 0],
      [7, 125],
      [7, 126],
      [6, 126],
    ].entries()) {
      flows[row * FEATURE_COUNT + rate] = bytes_per_s ?? 0
      flows[row * FEATURE_COUNT + duration] = long_us ?? 0
    }
    const { threat_types, confidences } = await classifier.classify(flows, 4)
    expect([...threat_types]).toEqual([0, 0, 1, 0])
    expect([...confidences]).toEqual([1, 0.5, 1, 0.5])
  })

  test('gets its input as its manifest says, scaled and one-hot encoded', async () => {
    // Class scores, before the softmax, are 0.1 x scaled duration, and 0.7 for TCP or 0.2 for UDP.
    const graph = linearGraph([
      [0.1, 0, 0],
      [0, 0.7, 0.2],
    ])
    const classifier = await Classifier.load(
      await bundle(graph, {
        features: ['Flow Duration'],
        preprocessing: {
          scaled: [{ feature: 'Flow Duration', mean: 100, scale: 50 }],
          one_hot: [{ field: 'protocol', values: [6, 17], unknown: 'zeros' }],
        },
      }),
    )
    const features = new Float32Array(3 * FEATURE_COUNT)
    features[duration] = 350
    features[FEATURE_COUNT + duration] = 350
    features[2 * FEATURE_COUNT + duration] = 200
    const { threat_types, confidences } = await classifier.classify(features, 3, {
      protocols: Int32Array.of(6, 17, 1),
    })
    expect([...threat_types]).toEqual([1, 0, 0])
    expect([...confidences].map((each) => Number(each.toFixed(6)))).toEqual([0.549834, 0.574443, 0.549834])
  })
})

describe('a model is refused by the name of the cause', () => {
  test('for an operator that is not known', async () => {
    const graph = linearGraph([[1], [2]])
    for (const domain of ['ai.onnx.ml', 'com.example']) {
      const nodes = graph.nodes.map((node) => ({ ...node, op_type: 'QuantumClassifier', domain }))
      expect(await refusal({ ...graph, nodes })).toContain(
        `the operator ${domain}.QuantumClassifier, which ONNX Runtime does not support`,
      )
    }
  })

  test('for an ONNX version that is too new', async () => {
    expect(await refusal({ ...forest, opset: 99 })).toContain('lower target_opset')
  })

  test('for outputs that are sequences of maps', async () => {
    const { nodes, ...graph } = linearGraph([[1], [2]])
    const zipped: TestGraph = {
      ...graph,
      outputs: { label: whole(), probabilities: listOfMaps },
      nodes: [
        ...nodes.map((node) => ({ ...node, output: ['label', 'scores'] })),
        {
          op_type: 'ZipMap',
          domain: 'ai.onnx.ml',
          input: ['scores'],
          output: ['probabilities'],
          attribute: [{ name: 'classlabels_int64s', ints: [0, 1], type: 7 }],
        },
      ],
    }
    expect(await refusal(zipped, { features: ['Flow Duration'] })).toMatch(/sequence of maps, not a tensor.*zipmap/)
  })

  test('for more inputs than one', async () => {
    const graph: TestGraph = {
      inputs: { X: floats(2), protocol: floats(2) },
      outputs: { probabilities: floats(2) },
      nodes: [{ op_type: 'Add', input: ['X', 'protocol'], output: ['probabilities'] }],
    }
    expect(await refusal(graph, { features: FEATURE_NAMES.slice(0, 2) })).toContain('2 inputs (X, protocol)')
  })

  test('for columns other than those of the manifest, one-hot values counted', async () => {
    expect(await refusal(forest, { features: FEATURE_NAMES.slice(1) })).toContain('[N, 76], its manifest lists 75')
    const one_hot = [{ field: 'protocol', values: [6, 17], unknown: 'zeros' }]
    expect(await refusal(forest, { preprocessing: { one_hot } })).toContain('lists 78 columns')
  })

  test('for an output that is not one probability a class', async () => {
    expect(await refusal(forest, { outputs: { probabilities: 'label' } })).toContain(
      'label is a tensor of int64 with the shape [N], not a float32 tensor of shape [rows, 2]',
    )
    expect(await refusal(forest, { classes: ['Benign', 'DDoS', 'Bot'] })).toContain('of shape [rows, 3]')
  })

  test('for having no answer to a flow without rates, which the manifest can mend', async () => {
    const graph = linearGraph([[1], [0.5]])
    const features = ['Flow Bytes/s']
    expect(await refusal(graph, { features })).toMatch(
      /no probability for a flow without duration.*preprocessing\.missing/,
    )
    const missing = [{ feature: 'Flow Bytes/s', value: 1 }]
    const mended = await Classifier.load(await bundle(graph, { features, preprocessing: { missing } }))
    expect(mended.manifest.preprocessing?.missing).toEqual(missing)
  })

  test('for no answer to one flow, which stays unclassified rather than Benign', async () => {
    const classifier = await Classifier.load(await bundle(linearGraph([[1], [0.5]]), { features: ['Flow Duration'] }))
    const features = new Float32Array(2 * FEATURE_COUNT)
    features[FEATURE_COUNT + duration] = NaN
    const error = await failureOf(classifier.classify(features, 2, { line_numbers: Uint32Array.of(2, 17) }))
    expect(error.message).toContain('no probability for the flow on line 17')
  })

  test.each([
    [{ classes: ['BENIGN', 'DDoS'] }, 'class BENIGN must be spelled Benign'],
    [{ classes: ['Bot', 'DDoS'] }, 'None of its classes is Benign'],
    [{ classes: ['Benign', 'Benign'] }, 'Benign occurs twice in classes'],
    [{ features: ['Flow Duration', 'Flow Duration'] }, 'occurs twice in features'],
    [{ features: ['Destination Port'] }, 'features that flows do not have: Destination Port'],
    [
      { preprocessing: { one_hot: [{ field: 'destination_port', values: [80], unknown: 'zeros' }] } },
      'a field that flows do not have: destination_port',
    ],
    [
      { preprocessing: { scaled: [{ feature: 'Idle Average', mean: 0, scale: 1 }] } },
      'features that the model does not have: Idle Average',
    ],
    [{ preprocessing: { scaled: [{ feature: 'Idle Mean', mean: 0, scale: 0 }] } }, 'must not be 0'],
    [
      { preprocessing: { one_hot: [{ field: 'protocol', values: [6, 6], unknown: 'zeros' }] } },
      '6 occurs twice in the vocabulary of protocol',
    ],
    [{ id: '../escape' }, 'letters, digits, dots, dashes'],
  ])('for a manifest that says %j', async (manifest, sentence) => {
    expect(await refusal(forest, manifest)).toContain(sentence)
  })
})
