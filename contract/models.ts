import { z } from 'zod'

import { Sha256Schema, ThreatTypeSchema } from './common.ts'
import { defineOperation } from './operation.ts'

export const ModelStatusSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  model_sha256: Sha256Schema,
  status: z.enum(['ready', 'failed']),
  features: z.int().positive(),
  classes: z.array(ThreatTypeSchema),
  protocol: z.string().nullable().describe('How the metrics were measured'),
  metrics: z
    .array(
      z.object({
        data: z.string(),
        rows: z.int().nonnegative(),
        macro_f1: z.number(),
        fpr: z.number().describe('Benign flows called a threat'),
        fnr: z.number().describe('Threats called Benign'),
        per_class: z.array(
          z.object({
            threat_type: ThreatTypeSchema,
            precision: z.number(),
            recall: z.number(),
            f1: z.number(),
            support: z.int().nonnegative(),
          }),
        ),
      }),
    )
    .describe('Measured on data the model was not trained on'),
})
export type ModelStatus = z.infer<typeof ModelStatusSchema>

export const modelOperations = {
  'models.status': defineOperation({
    name: 'models.status',
    summary: 'The model that classifies flows, and what was measured of it',
    input: z.object({}),
    output: ModelStatusSchema,
    http: { method: 'GET', path: '/model-status' },
  }),
}
