import { describe, expect, test } from 'vitest'

import { AnomalyError } from '../../contract/errors.ts'
import {
  encodeOnnxModel,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  type OnnxNode,
  stringAttribute,
  stringsAttribute,
} from './encode.ts'
import { readTrees } from './read-trees.ts'

const COVERS = [10, 4, 6]

/** A stump: feature 1 at most 2.5, or missing, gives output 0 a 1; else output 1 gets a 3. */
function stump(covers: readonly number[] | null = COVERS, change: Partial<OnnxNode> = {}): Uint8Array {
  const node: OnnxNode = {
    op_type: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    name: 'trees',
    input: ['features'],
    output: ['margins'],
    attribute: [
      intAttribute('n_targets', 2),
      floatsAttribute('base_values', [0.5, -0.5]),
      intsAttribute('nodes_treeids', [0, 0, 0]),
      intsAttribute('nodes_nodeids', [0, 1, 2]),
      intsAttribute('nodes_featureids', [1, 0, 0]),
      floatsAttribute('nodes_values', [2.5, 0, 0]),
      stringsAttribute('nodes_modes', ['BRANCH_LEQ', 'LEAF', 'LEAF']),
      intsAttribute('nodes_truenodeids', [1, 0, 0]),
      intsAttribute('nodes_falsenodeids', [2, 0, 0]),
      intsAttribute('nodes_missing_value_tracks_true', [1, 0, 0]),
      ...(covers === null ? [] : [floatsAttribute('nodes_hitrates', covers)]),
      intsAttribute('target_treeids', [0, 0]),
      intsAttribute('target_nodeids', [1, 2]),
      intsAttribute('target_ids', [0, 1]),
      floatsAttribute('target_weights', [1, 3]),
    ],
    ...change,
  }
  return encodeOnnxModel({
    name: 'test',
    producer_name: 'test',
    producer_version: '1',
    input: { name: 'features', columns: 2 },
    outputs: [{ name: 'margins', columns: 2 }],
    constants: [],
    nodes: [node],
    opset: { '': 17, 'ai.onnx.ml': 3 },
  })
}

function refusalOf(model: Uint8Array, output = 'margins'): string {
  try {
    readTrees(model, 'features', output)
  } catch (error) {
    if (error instanceof AnomalyError && error.code === 'not_explainable') return error.message
    throw error
  }
  return ''
}

describe('trees out of an ONNX file', () => {
  test('are those that were written', () => {
    const trees = readTrees(stump(), 'features', 'margins')
    expect(trees.roots).toEqual([0])
    expect([...trees.base]).toEqual([0.5, -0.5])
    expect([...trees.feature]).toEqual([1, -1, -1])
    expect([...trees.threshold]).toEqual([2.5, 0, 0])
    expect([...trees.missing_left]).toEqual([1, 0, 0])
    expect([[...trees.left], [...trees.right]]).toEqual([
      [1, -1, -1],
      [2, -1, -1],
    ])
    expect([...trees.cover]).toEqual(COVERS)
    expect([...trees.value]).toEqual([0, 0, 1, 0, 0, 3])
  })

  test.each([
    ['without row counts', stump(null)],
    ['with a 1 for every node, as skl2onnx writes', stump([1, 1, 1])],
    ['with counts that do not add up', stump([10, 4, 4])],
    ['that no training row has seen', stump([0, 0, 0])],
  ])('are refused %s', (_, model) => {
    expect(refusalOf(model)).toContain('nodes_hitrates')
  })

  test('are refused where the output is no sum of trees over the input', () => {
    expect(refusalOf(stump(), 'probabilities')).toContain('not a sum of decision trees')
    expect(refusalOf(stump(COVERS, { op_type: 'TreeEnsembleClassifier' }))).toContain('not a sum of decision trees')
    expect(refusalOf(stump(COVERS, { input: ['scaled'] }))).toContain('not a sum of decision trees')
  })

  test('are refused where they are not summed as they are, or split otherwise', () => {
    expect(refusalOf(stump(COVERS, { attribute: [stringAttribute('aggregate_function', 'MAX')] }))).toContain(
      'aggregated',
    )
    expect(refusalOf(stump(COVERS, { attribute: [stringsAttribute('nodes_modes', ['BRANCH_EQ'])] }))).toContain(
      '"less than or equal"',
    )
  })
})
