import { z } from 'zod'

import { IdSchema, ThreatTypeSchema } from './common.ts'
import { defineOperation } from './operation.ts'

export const detectionOperations = {
  'detection.classify': defineOperation({
    name: 'detection.classify',
    summary: 'Classify flows given as feature values, and keep the predictions in the history',
    input: z.object({
      log_entries: z
        .array(z.record(z.string(), z.unknown()))
        .min(1)
        .max(10_000)
        .describe('Flows as feature name -> number; any known spelling of a name; every feature must be there')
        .meta({ example: [{ 'Destination Port': 80, 'Flow Duration': 1000 }] }),
    }),
    output: z.object({
      predictions: z.array(
        z.object({
          id: IdSchema.describe('Number of the entry, from 1 in the order given'),
          threat_type: ThreatTypeSchema.describe(
            'A class of the model, or Unknown for a flow unlike its training data',
          ),
          confidence: z
            .number()
            .min(0)
            .max(1)
            .describe('Probability of the class; of Unknown, the share of benign flows that are less novel'),
        }),
      ),
    }),
    http: { method: 'POST', path: '/threat-detection', fails: ['model_refused'] },
  }),
}
