import { z } from 'zod'

import { IdSchema, ThreatTypeSchema } from './common.ts'
import { defineOperation } from './operation.ts'

/**
 * One flow as feature name -> value. What the values must be is for the reader of flows to say; a `z.record` would copy a
 * million of them from a large request, in more time than reading and classifying takes.
 */
const EntrySchema = z
  .unknown()
  .check((context) => {
    if (z.core.util.isPlainObject(context.value)) return
    context.issues.push({ code: 'invalid_type', expected: 'record', input: context.value })
  })
  .meta({ type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }) as z.ZodType<
  Readonly<Record<string, unknown>>
>

export const detectionOperations = {
  'detection.classify': defineOperation({
    name: 'detection.classify',
    summary: 'Classify flows given as feature values, and keep the predictions in the history',
    input: z.object({
      log_entries: z
        .array(EntrySchema)
        .min(1)
        .max(10_000)
        .describe(
          'Flows as feature name -> number. Any known spelling of a name is accepted; every feature is required',
        )
        .meta({ example: [{ 'Destination Port': 80, 'Flow Duration': 1000 }] }),
    }),
    output: z.object({
      predictions: z.array(
        z.object({
          id: IdSchema.describe('Position of the entry in the request, from 1'),
          threat_type: ThreatTypeSchema.describe(
            'A class of the model, or Unknown for a flow that resembles nothing in its training data',
          ),
          confidence: z
            .number()
            .min(0)
            .max(1)
            .describe('Probability of the class; of Unknown, the share of benign flows that are less novel'),
        }),
      ),
    }),
    http: { method: 'POST', path: '/threat-detection', has_many_entries: true, fails: ['model_refused'] },
  }),
}
