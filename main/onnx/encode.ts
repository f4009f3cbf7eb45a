import { OnnxFile } from './schema.ts'

/** Values of `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 } as const

/** `TensorProto.DataType.FLOAT`. */
const FLOAT = 1

const IR_VERSION = 8

export type Attribute = Readonly<Record<string, unknown>>

export const intAttribute = (name: string, i: number): Attribute => ({ name, i, type: ATTRIBUTE_TYPE.int })

export const intsAttribute = (name: string, ints: readonly number[]): Attribute => ({
  name,
  ints,
  type: ATTRIBUTE_TYPE.ints,
})

export const floatsAttribute = (name: string, floats: readonly number[]): Attribute => ({
  name,
  floats,
  type: ATTRIBUTE_TYPE.floats,
})

export const stringAttribute = (name: string, text: string): Attribute => ({
  name,
  s: Buffer.from(text),
  type: ATTRIBUTE_TYPE.string,
})

export const stringsAttribute = (name: string, texts: readonly string[]): Attribute => ({
  name,
  strings: texts.map((text) => Buffer.from(text)),
  type: ATTRIBUTE_TYPE.strings,
})

export interface OnnxNode {
  readonly op_type: string
  readonly name: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly domain?: string
  readonly attribute?: readonly Attribute[]
}

/** A float32 matrix with an open number of rows. */
export interface MatrixInfo {
  readonly name: string
  readonly columns: number
}

/** A constant float32 vector of the graph. */
export interface ConstantVector {
  readonly name: string
  readonly values: Float32Array
}

export interface OnnxModel {
  readonly name: string
  readonly producer_name: string
  readonly producer_version: string
  readonly input: MatrixInfo
  readonly outputs: readonly MatrixInfo[]
  readonly constants: readonly ConstantVector[]
  readonly nodes: readonly OnnxNode[]
  readonly opset: Readonly<Record<string, number>>
}

function matrixInfo({ name, columns }: MatrixInfo): unknown {
  const dim = [{ dim_param: 'rows' }, { dim_value: columns }]
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } }
}

/** The bytes of an ONNX file; equal input gives equal bytes. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  return OnnxFile.encode({
    ir_version: IR_VERSION,
    producer_name: model.producer_name,
    producer_version: model.producer_version,
    graph: {
      node: model.nodes,
      name: model.name,
      initializer: model.constants.map(({ name, values }) => ({
        name,
        data_type: FLOAT,
        dims: [values.length],
        float_data: Array.from(values),
      })),
      input: [matrixInfo(model.input)],
      output: model.outputs.map(matrixInfo),
    },
    opset_import: Object.entries(model.opset).map(([domain, version]) => ({ domain, version })),
  }).finish()
}
