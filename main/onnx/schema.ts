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
            g: { id: 6, type: 'Graph' },
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
        SequenceType: { fields: { elem_type: { id: 1, type: 'Type' } } },
        MapType: { fields: { key_type: { id: 1, type: 'int32' }, value_type: { id: 2, type: 'Type' } } },
        Type: {
          fields: {
            tensor_type: { id: 1, type: 'TensorType' },
            sequence_type: { id: 4, type: 'SequenceType' },
            map_type: { id: 5, type: 'MapType' },
          },
        },
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

/** The message that an ONNX file is. */
export const OnnxFile = schema.lookupType('onnx.Model')
