import { AnomalyError } from '../../../contract/errors.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { FEATURE_COUNT, FEATURE_NAMES, featureIndex } from '../../flow/features.ts'
import type { ModelManifest } from '../../flow/model-manifest.ts'
import { PROTOCOL_FIELD } from '../../flow/preprocessing.ts'

/** What a model may ask of flows beyond their features, one entry a flow. */
export interface FlowFields {
  /** IANA protocol numbers, NO_NUMBER where the file does not tell; left out when nothing is known of any. */
  readonly protocols?: Int32Array | undefined
  /** Lines of the file, for a refusal; left out, flows are counted from 1. */
  readonly line_numbers?: Uint32Array | undefined
}

/** One column of the model's input that is a feature. */
interface NumericColumn {
  readonly feature: number
  readonly mean: number
  readonly scale: number
  /** NaN keeps a missing value missing. */
  readonly missing: number
}

/** Some columns of the model's input that are one field. */
interface OneHotColumns {
  readonly field: string
  /** Null for the protocol. */
  readonly feature: number | null
  readonly values: readonly number[]
  readonly refuses_unknown: boolean
}

const PROTOCOL_NAME = 'Protocol'

/** Builds the input of a model from flows, as its manifest says. */
export class ModelInput {
  /** Columns of the input. */
  readonly width: number
  /** What a person knows the columns by: the features, then the fields that are one-hot. */
  readonly names: readonly string[]
  /** Index into `names` of each column. */
  readonly name_of_column: Uint16Array
  readonly #numeric: readonly NumericColumn[]
  readonly #one_hot: readonly OneHotColumns[]
  /** Whether the input is the features as they are. */
  readonly is_plain: boolean

  /** @param manifest of a bundle that `readModelBundle` has let through */
  constructor({ features, preprocessing }: ModelManifest) {
    const scaled = new Map(preprocessing?.scaled.map((each) => [each.feature, each]))
    const missing = new Map(preprocessing?.missing.map(({ feature, value }) => [feature, value]))
    this.#numeric = features.map((name) => ({
      feature: featureIndex(name)!,
      mean: scaled.get(name)?.mean ?? 0,
      scale: scaled.get(name)?.scale ?? 1,
      missing: missing.get(name) ?? NaN,
    }))
    this.#one_hot = (preprocessing?.one_hot ?? []).map(({ field, values, unknown }) => ({
      field,
      feature: field === PROTOCOL_FIELD ? null : featureIndex(field)!,
      // Features are float32; so must be what they are compared with.
      values: values.map(Math.fround),
      refuses_unknown: unknown === 'refuse',
    }))
    this.width = this.#numeric.length + this.#one_hot.reduce((sum, { values }) => sum + values.length, 0)
    this.names = [
      ...this.#numeric.map(({ feature }) => FEATURE_NAMES[feature]!),
      ...this.#one_hot.map(({ feature }) => (feature === null ? PROTOCOL_NAME : FEATURE_NAMES[feature]!)),
    ]
    this.name_of_column = Uint16Array.from([
      ...this.#numeric.keys(),
      ...this.#one_hot.flatMap(({ values }, at) => values.map(() => this.#numeric.length + at)),
    ])
    this.is_plain =
      preprocessing === undefined &&
      features.length === FEATURE_COUNT &&
      features.every((name, at) => name === FEATURE_NAMES[at])
  }

  /** Values of a flow in the order of `names`, as the flow has them; NaN for a missing one. */
  valuesOf(features: Float32Array, row: number, fields: FlowFields): Float64Array<ArrayBuffer> {
    const first = row * FEATURE_COUNT
    return Float64Array.from([...this.#numeric, ...this.#one_hot], ({ feature }) =>
      feature === null ? protocolOf(fields, row) : features[first + feature]!,
    )
  }

  /**
   * @param features shape [rows, FEATURE_COUNT], row by row, in the order of FEATURES
   * @param fields `any` for flows of a trial: each has some value of every vocabulary, the same wherever it stands
   * @returns shape [rows, width]
   * @throws AnomalyError `model_refused` for a value outside a vocabulary whose rule is to refuse it
   */
  build(features: Float32Array, rows: number, fields: FlowFields | 'any'): Float32Array {
    if (this.is_plain) return features.subarray(0, rows * FEATURE_COUNT)
    const input = new Float32Array(rows * this.width)
    for (let row = 0; row < rows; row += 1) {
      let at = row * this.width
      for (const { feature, mean, scale, missing } of this.#numeric) {
        const value = features[row * FEATURE_COUNT + feature]!
        input[at] = ((Number.isNaN(value) ? missing : value) - mean) / scale
        at += 1
      }
      for (const columns of this.#one_hot) {
        if (fields === 'any') {
          input[at + (Math.trunc(features[row * FEATURE_COUNT]!) % columns.values.length)] = 1
        } else {
          const value =
            columns.feature === null ? protocolOf(fields, row) : features[row * FEATURE_COUNT + columns.feature]!
          const column = columns.values.indexOf(value)
          if (column >= 0) input[at + column] = 1
          else if (columns.refuses_unknown) {
            throw unknownValue(columns.field, value, fields.line_numbers?.[row] ?? row + 1)
          }
        }
        at += columns.values.length
      }
    }
    return input
  }
}

function protocolOf({ protocols }: FlowFields, row: number): number {
  const protocol = protocols?.[row] ?? NO_NUMBER
  return protocol === NO_NUMBER ? NaN : protocol
}

function unknownValue(field: string, value: number, line: number): AnomalyError {
  const found = Number.isNaN(value) ? `no ${field}` : `${field} ${String(value)}`
  return new AnomalyError(
    'model_refused',
    `The flow on line ${String(line)} has ${found}, which is not in the model's vocabulary, and its manifest says to refuse such flows. Use another model, or set "unknown": "zeros" in the manifest.`,
  )
}
