import { describe, expect, test } from 'vitest'

import { readFlows } from '../../sources/csv/read-flows.ts'
import { FEATURE_COUNT } from '../../flow/features.ts'
import { SAMPLE_PATH } from '../../paths.ts'
import { batchGraph, floats, linearGraph, randomGraph, type TestGraph, writeBundle } from '../../testing/bundles.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { Classifier } from './classifier.ts'
import trial_flows from './trial-flows.json' with { type: 'json' }

const folder = useFolder()
let written = 0
const features = ['Flow Duration', 'Total Fwd Packets']

async function refusal(graph: TestGraph, manifest = {}): Promise<string> {
  written += 1
  const path = await writeBundle(folder.at(`bundle-${String(written)}`), graph, { features, ...manifest })
  const error = await failureOf(Classifier.load(path))
  expect(error.code).toBe('model_refused')
  return error.message
}

/** The scores of a linear classifier, put through one operator. */
function through(
  op_type: string,
  attribute: TestGraph['nodes'][number]['attribute'] = [],
  input = ['scores'],
): TestGraph {
  const { nodes, ...graph } = linearGraph([
    [1, 0],
    [0, 1],
  ])
  return {
    ...graph,
    nodes: [
      ...nodes.map((node) => ({ ...node, output: ['label', 'scores'] })),
      { op_type, input, output: ['probabilities'], attribute },
    ],
  }
}

test('the flows of the trial are flows of the sample capture', async () => {
  const of_sample = new Set<string>()
  for await (const { batch } of readFlows(SAMPLE_PATH)) {
    for (let row = 0; row < batch.rows; row += 1) {
      of_sample.add(batch.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT).join())
    }
  }
  for (const flow of trial_flows) expect(of_sample).toContain(Float32Array.from(flow).join())
  expect(trial_flows.length).toBeGreaterThan(20)
})

describe('a model is refused on flows of the sample capture', () => {
  test.each([
    [
      'scores',
      linearGraph(
        [
          [1, 0],
          [0, 1],
        ],
        'NONE',
      ),
      /a probability of \d+; probabilities must be between 0 and 1/,
    ],
    ['negative ones', through('Neg'), /a probability of -\d/],
    ['no numbers', through('Log', []), /a probability of (NaN|-?Infinity|-?[\d.]+)/],
    ['ones that do not add up to 1', through('Sigmoid'), /add up to 1\.\d+, not 1/],
    ['ones that are all 0', through('Sub', [], ['scores', 'scores']), /add up to 0.0000, not 1/],
    ['another answer each time', randomGraph(2), /a different probability when the flow is asked twice/],
    ['an answer to the batch', batchGraph(2), /a different probability when the flow is in a batch with other flows/],
  ])('for %s', async (_, graph, sentence) => {
    expect(await refusal(graph)).toMatch(sentence)
  })

  test('for an output whose shape shows only when it runs', async () => {
    const graph = linearGraph([
      [1, 0],
      [0, 1],
      [1, 1],
    ])
    const undeclared = { ...graph, outputs: { probabilities: { tensor_type: { elem_type: 1 } } } }
    expect(await refusal(undeclared)).toContain('not a float32 tensor of shape [rows, 2]')
  })

  test('for margins and a novelty that its manifest promises and its graph does not give', async () => {
    const graph = linearGraph([
      [1, 0],
      [0, 1],
    ])
    const outputs = { probabilities: 'probabilities', margins: 'label' }
    expect(await refusal(graph, { outputs })).toContain('Its output label is not a float32 tensor')
    expect(await refusal(graph, { outputs: { ...outputs, margins: 'sums' } })).toContain('no output named sums')
  })

  test('for failing at a flow', async () => {
    const { nodes, ...graph } = linearGraph([
      [1, 0],
      [0, 1],
    ])
    const pick = { op_type: 'Reshape', input: ['X', 'X'], output: ['other'] }
    const inputs = { X: floats(2) }
    expect(await refusal({ ...graph, inputs, nodes: [pick, ...nodes] })).toMatch(/rejected/)
  })
})

test.each(['Unknown', 'unknown', 'UNKNOWN', ' Unknown '])('a class named %j is refused', async (name) => {
  const graph = linearGraph([
    [1, 0],
    [0, 1],
  ])
  expect(await refusal(graph, { classes: ['Benign', name] })).toContain('has the name of the verdict Unknown')
})

test('two classes that differ by case or spaces alone are refused', async () => {
  const graph = linearGraph([
    [1, 0],
    [0, 1],
    [1, 1],
  ])
  expect(await refusal(graph, { classes: ['Benign', 'Worm', 'WORM '] })).toContain('worm occurs twice in classes')
})
