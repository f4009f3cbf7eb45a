import { z } from 'zod'

/** A field that is no feature, and may still be encoded: the IANA protocol number. */
export const PROTOCOL_FIELD = 'protocol'

/** A feature as `(value - mean) / scale`, computed in double precision and rounded once to float32. */
const ScaledFeatureSchema = z.object({
  /** One of the manifest's `features`. */
  feature: z.string(),
  mean: z.number(),
  scale: z.number().refine((scale) => scale !== 0, 'must not be 0'),
})

/** A field as one column for each value of its vocabulary: 1 in the column of its value, 0 in the others. */
const OneHotFieldSchema = z.object({
  /** `protocol`, or the name of a feature. */
  field: z.string(),
  values: z.array(z.number()).min(1).max(256),
  /** What a value outside the vocabulary, or a missing one, becomes: 0 in every column, or a refusal of the file. */
  unknown: z.enum(['zeros', 'refuse']),
})

/**
 * How flows become the model's input where the graph does not do it itself. The input's columns are the manifest's
 * `features` in their order, then the columns of each one-hot field in its order.
 */
export const PreprocessingSchema = z.object({
  /** What a missing value of a feature becomes, before it is scaled; features left out keep NaN. */
  missing: z.array(z.object({ feature: z.string(), value: z.number() })).default([]),
  scaled: z.array(ScaledFeatureSchema).default([]),
  one_hot: z.array(OneHotFieldSchema).default([]),
})
