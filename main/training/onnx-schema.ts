import protobuf from 'protobufjs/light.js'

/**
 * The messages of onnx.proto (ONNX IR version 10) that a tree model uses, with the field numbers of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Repeated numbers are written packed, which every
 * protobuf reader accepts and which takes a fifth less space.
 */
const schema = protobuf.Root.fromJSON({
  nested: {
    onnx: {
      nested: {
        Attribute: {
          fields: {
            name: { id: 1, type: 'string' },
            f: { id: 2, type: 'float' },
            i: { id: 3, type: 'int64' },
            s: { id: 4, type: 'bytes' },
            floats: { id: 7, rule: 'repeated', type: 'float', options: { packed: true } },
            ints: { id: 8, rule: 'repeated', type: 'int64', options: { packed: true } },
            strings: { id: 9, rule: 'repeated', type: 'bytes' },
            type: { id: 20, type: 'int32' },
          },
        },
        Node: {
          fields: {
            input: { id: 1, rule: 'repeated', type: 'string' },
            output: { id: 2, rule: 'repeated', type: 'string' },
            name: { id: 3, type: 'string' },
            op_type: { id: 4, type: 'string' },
            attribute: { id: 5, rule: 'repeated', type: 'Attribute' },
            domain: { id: 7, type: 'string' },
          },
        },
        Tensor: {
          fields: {
            dims: { id: 1, rule: 'repeated', type: 'int64', options: { packed: true } },
            data_type: { id: 2, type: 'int32' },
            float_data: { id: 4, rule: 'repeated', type: 'float', options: { packed: true } },
            name: { id: 8, type: 'string' },
          },
        },
        Dimension: { fields: { dim_value: { id: 1, type: 'int64' }, dim_param: { id: 2, type: 'string' } } },
        Shape: { fields: { dim: { id: 1, rule: 'repeated', type: 'Dimension' } } },
        TensorType: { fields: { elem_type: { id: 1, type: 'int32' }, shape: { id: 2, type: 'Shape' } } },
        Type: { fields: { tensor_type: { id: 1, type: 'TensorType' } } },
        ValueInfo: { fields: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'Type' } } },
        Graph: {
          fields: {
            node: { id: 1, rule: 'repeated', type: 'Node' },
            name: { id: 2, type: 'string' },
            initializer: { id: 5, rule: 'repeated', type: 'Tensor' },
            input: { id: 11, rule: 'repeated', type: 'ValueInfo' },
            output: { id: 12, rule: 'repeated', type: 'ValueInfo' },
          },
        },
        OperatorSet: { fields: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } } },
        Model: {
          fields: {
            ir_version: { id: 1, type: 'int64' },
            producer_name: { id: 2, type: 'string' },
            producer_version: { id: 3, type: 'string' },
            graph: { id: 7, type: 'Graph' },
            opset_import: { id: 8, rule: 'repeated', type: 'OperatorSet' },
          },
        },
      },
    },
  },
})

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
  const message = schema.lookupType('onnx.Model')
  return message
    .encode({
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
    })
    .finish()
}
