import { z } from 'zod'

import { IdSchema, Sha256Schema, ThreatTypeSchema } from './common.ts'
import { FlowIdSchema } from './flows.ts'
import { defineOperation } from './operation.ts'

/** Most features that can be asked for: more than any model of flows has. */
const MOST_REASONS = 200

const limit = z
  .int()
  .min(1)
  .max(MOST_REASONS)
  .default(10)
  .describe('Number of features listed individually, largest contribution first')

const BenignRangeSchema = z
  .object({ p5: z.number(), p50: z.number(), p95: z.number() })
  .nullable()
  .describe('Percentiles of the benign training flows; null when the model does not include them')
export type BenignPercentiles = z.infer<typeof BenignRangeSchema>

const ReasonSchema = z.object({
  feature: z.string(),
  benign_range: BenignRangeSchema,
})

/** What reasons are about: `base_value` + contributions + `rest.contribution` = `output`. */
const ExplanationSchema = z.object({
  model: z.object({ id: z.string(), sha256: Sha256Schema }),
  threat_type: ThreatTypeSchema.describe('The most likely class'),
  against: ThreatTypeSchema.describe(
    'The class it is compared with: Benign, or for a benign flow the most likely threat',
  ),
  base_value: z
    .number()
    .describe(
      'Margin of the one class minus margin of the other (log-odds before calibration) for an average training flow',
    ),
  output: z.number().describe('The same difference for this flow'),
  benign_range_instrument: z
    .string()
    .nullable()
    .describe('Flow meter whose benign flows give the ranges; null for all of the training data'),
  rest: z
    .object({ features: z.int().nonnegative(), contribution: z.number() })
    .describe('The features that are not listed individually'),
})

const FlowReasonSchema = ReasonSchema.extend({
  value: z.number().nullable().describe('Value of the flow; null when it is missing'),
  contribution: z
    .number()
    .describe('Positive: towards the threat type; negative: towards the class it is compared with'),
})

export const FlowExplanationSchema = ExplanationSchema.extend({
  flow_id: FlowIdSchema,
  reasons: z.array(FlowReasonSchema),
})
export type FlowExplanation = z.infer<typeof FlowExplanationSchema>

const AlertReasonSchema = ReasonSchema.extend({
  values: z
    .object({ low: z.number(), median: z.number(), high: z.number() })
    .nullable()
    .describe('Over the flows used; null when the value is missing in all of them'),
  contribution: z.number().describe('Mean over the flows used'),
  top_share: z
    .number()
    .min(0)
    .max(1)
    .describe('Share of the flows used in which this feature is among the three largest contributions'),
})
export type AlertReason = z.infer<typeof AlertReasonSchema>

export const AlertExplanationSchema = ExplanationSchema.extend({
  alert_id: IdSchema,
  flow_count: z.int().positive().describe('Flows of the alert'),
  flows_used: z
    .int()
    .positive()
    .describe('Flows that the means are computed over: up to 100, spread over the time of the alert'),
  reasons: z.array(AlertReasonSchema),
})
export type AlertExplanation = z.infer<typeof AlertExplanationSchema>

export const FlowFeaturesSchema = z.object({
  flow_id: FlowIdSchema,
  benign_range_instrument: z
    .string()
    .nullable()
    .describe('Flow meter whose benign flows give the ranges; null for all of the training data'),
  features: z
    .array(
      z.object({
        feature: z.string(),
        value: z.number().nullable().describe('Null when the capture does not tell it'),
        benign_range: BenignRangeSchema,
      }),
    )
    .describe('Every feature in the order of the store; empty when the features of the flow were not kept'),
})
export type FlowFeatures = z.infer<typeof FlowFeaturesSchema>

export const explanationOperations = {
  'flows.features': defineOperation({
    name: 'flows.features',
    summary: 'All features of a flow as they are stored, each with where benign training flows lie',
    input: z.object({ id: FlowIdSchema }),
    output: FlowFeaturesSchema,
    http: { method: 'GET', path: '/flows/{id}/features' },
  }),
  'flows.explain': defineOperation({
    name: 'flows.explain',
    summary:
      'Why a flow got its threat type: signed contributions of its features, which add up to the output of the model',
    input: z.object({ id: FlowIdSchema, limit }),
    output: FlowExplanationSchema,
    http: { method: 'GET', path: '/flows/{id}/explanation', fails: ['not_explainable', 'model_refused'] },
  }),
  'alerts.explain': defineOperation({
    name: 'alerts.explain',
    summary: 'Why the flows of an alert got their threat type: mean contributions over its flows',
    input: z.object({ id: IdSchema, limit }),
    output: AlertExplanationSchema,
    http: { method: 'GET', path: '/alerts/{id}/explanation', fails: ['not_explainable', 'model_refused'] },
  }),
}
