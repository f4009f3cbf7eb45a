import { z } from 'zod'

import { InstrumentSchema } from '../../contract/captures.ts'
import { NoveltySchema } from './novelty.ts'
import { PreprocessingSchema } from './preprocessing.ts'

const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')

const ShareSchema = z.number().min(0).max(1)
/** Null is a share of no flows. */
const ShareOrNoneSchema = ShareSchema.nullable()

/** Scores of a model on one set of flows that it was not trained on. */
export const ModelMetricsSchema = z.object({
  data: z.string(),
  rows: z.int().nonnegative(),
  accuracy: ShareOrNoneSchema,
  macro_f1: ShareOrNoneSchema,
  /** Benign flows given a named threat. */
  fpr: ShareOrNoneSchema,
  /** Threats called Benign. */
  fnr: ShareOrNoneSchema,
  /** Benign flows called Unknown. */
  unknown_rate_benign: ShareOrNoneSchema.default(0),
  /** Threats called Unknown. */
  unknown_rate_threats: ShareOrNoneSchema.default(0),
  /** Expected calibration error of the confidence, 15 bins. */
  ece: ShareSchema,
  per_class: z.array(
    z.object({
      threat_type: z.string(),
      precision: ShareOrNoneSchema,
      recall: ShareOrNoneSchema,
      f1: ShareOrNoneSchema,
      support: z.int().nonnegative(),
    }),
  ),
})
export type ModelMetrics = z.infer<typeof ModelMetricsSchema>

/** Scores of a model on flows that lack some of its features. */
const LackMetricsSchema = ModelMetricsSchema.pick({
  data: true,
  rows: true,
  macro_f1: true,
  fpr: true,
  fnr: true,
  unknown_rate_benign: true,
  unknown_rate_threats: true,
})
export type LackMetrics = z.infer<typeof LackMetricsSchema>

/** What a model is worth on flows without some features, measured on the flows of `metrics`. */
const WithoutSchema = z.object({ features: z.array(z.string()).min(1), metrics: z.array(LackMetricsSchema).min(1) })
export type Without = z.infer<typeof WithoutSchema>

const PercentileSchema = z.array(z.number().nullable())

/** Where nine in ten benign training flows lie; each list in the order of the manifest's `features`. */
const BenignRangeSchema = z.object({
  /** Flow meter that measured them; null for all together. */
  instrument: z.string().nullable(),
  flows: z.int().positive(),
  p5: PercentileSchema,
  p50: PercentileSchema,
  p95: PercentileSchema,
})
export type BenignRange = z.infer<typeof BenignRangeSchema>

/** `manifest.json` of a model bundle: the contents of `model.onnx` and facts about it. */
export const ModelManifestSchema = z.object({
  format_version: z.literal(1),
  /** Names the model in every prediction, and its folder in the library. */
  id: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/,
      'must be 1 to 100 letters, digits, dots, dashes or underscores',
    ),
  name: z.string().min(1),
  version: z.string().min(1),
  /** SHA-256 of the bytes of `model.onnx`. */
  model_sha256: Sha256Schema,
  /** The graph's input: float32, shape [rows, columns]; the columns are the features, then those of one-hot fields. */
  input: z.object({ name: z.string().min(1) }),
  /** The graph's float32 outputs, shape [rows, classes]; the predicted class is the most probable one. */
  outputs: z.object({
    probabilities: z.string().min(1),
    /** Sum of the leaves before calibration; null when the graph has no such output. */
    margins: z.string().min(1).nullable().default(null),
  }),
  /** Canonical feature names in the order of the input's columns. */
  features: z.array(z.string()).min(1),
  preprocessing: PreprocessingSchema.optional(),
  /** Threat types in the order of the outputs' columns. */
  classes: z.array(z.string().min(1)).min(2).max(255),
  /** It was asked for that the model never says Benign: whatever it sees is a threat to it. */
  without_benign: z.literal(true).optional(),
  /** How a missing value is written into the input, unless `preprocessing.missing` gives another. */
  missing_value: z.enum(['nan']).default('nan'),
  /** `probabilities = softmax(scale * margins + bias)` in the graph; null when confidence is not calibrated. */
  calibration: z
    .object({
      method: z.enum(['temperature', 'temperature-and-offset']),
      scale: z.array(z.number()),
      bias: z.array(z.number()),
      fitted_on: z.string(),
    })
    .nullable()
    .default(null),
  /** How flows unlike the training data are recognised; null when the model never predicts `Unknown`. */
  novelty: NoveltySchema.nullable().default(null),
  /** Flow meters that measured the training data; empty when not known. */
  instruments: z.array(InstrumentSchema).default([]),
  training_data: z
    .array(
      z.object({
        name: z.string(),
        sha256: Sha256Schema,
        instrument: InstrumentSchema.default('unknown'),
        rows: z.int().nonnegative(),
        rejected: z.int().nonnegative().default(0),
        unlabelled: z.int().nonnegative().default(0),
        rows_per_class: z.record(z.string(), z.int().nonnegative()),
      }),
    )
    .default([]),
  /** Left out by other trainers: reasons then come without what is typical. */
  benign_ranges: z.array(BenignRangeSchema).default([]),
  /** How the metrics were measured, in words. */
  protocol: z.string().default(''),
  metrics: z.array(ModelMetricsSchema).default([]),
  /** Sets of features that a table may lack on a person's word, and what that costs; empty when nothing was measured. */
  without: z.array(WithoutSchema).default([]),
  trainer: z.object({
    name: z.string(),
    version: z.string(),
    seed: z.int(),
    trees: z.int().nonnegative(),
    parameters: z.record(z.string(), z.number()).default({}),
  }),
})
export type ModelManifest = z.infer<typeof ModelManifestSchema>

/** What whoever uses a model that was trained on threats alone must know. */
export const NEVER_BENIGN =
  'The model was trained without benign flows and never says Benign: every flow is a threat to it, harmless ones included.'
