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
  .describe('Features told one by one, largest contribution first')

const BenignRangeSchema = z
  .object({ p5: z.number(), p50: z.number(), p95: z.number() })
  .nullable()
  .describe('Percentiles of the benign training flows; null when the model does not tell')
export type BenignPercentiles = z.infer<typeof BenignRangeSchema>

const ReasonSchema = z.object({
  feature: z.string(),
  benign_range: BenignRangeSchema,
})

/** What reasons are about: `base_value` + contributions + `rest.contribution` = `output`. */
const ExplanationSchema = z.object({
  model: z.object({ id: z.string(), sha256: Sha256Schema }),
  threat_type: ThreatTypeSchema.describe('The class that the model finds likeliest'),
  against: ThreatTypeSchema.describe('The class it is held against: Benign, or for a benign flow the likeliest threat'),
  base_value: z
    .number()
    .describe('Margin of the one class less margin of the other (log-odds before calibration), of an average flow'),
  output: z.number().describe('The same as the model gives it here'),
  benign_range_instrument: z
    .string()
    .nullable()
    .describe('Flow meter whose benign flows the ranges are of; null for all of the training data'),
  rest: z
    .object({ features: z.int().nonnegative(), contribution: z.number() })
    .describe('The features that are not told one by one'),
})

const FlowReasonSchema = ReasonSchema.extend({
  value: z.number().nullable().describe('Value of the flow; null when it is missing'),
  contribution: z.number().describe('Positive for the threat type, negative for the class it is held against'),
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
    .describe('Over the flows used; null when it is missing in all of them'),
  contribution: z.number().describe('Mean over the flows used'),
  top_share: z.number().min(0).max(1).describe('Share of the flows used in which it is among the three largest'),
})
export type AlertReason = z.infer<typeof AlertReasonSchema>

export const AlertExplanationSchema = ExplanationSchema.extend({
  alert_id: IdSchema,
  flow_count: z.int().positive().describe('Flows of the alert'),
  flows_used: z.int().positive().describe('Those the means are of, up to 100 from places all over its time'),
  reasons: z.array(AlertReasonSchema),
})
export type AlertExplanation = z.infer<typeof AlertExplanationSchema>

export const explanationOperations = {
  'flows.explain': defineOperation({
    name: 'flows.explain',
    summary:
      'Why a flow got its threat type: signed contributions of its features, which add up to what the model says',
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
