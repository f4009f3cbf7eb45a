import { z } from 'zod'

import { ActorSchema, IdSchema, PersonSchema, Sha256Schema, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { ProblemSchema } from './errors.ts'
import { defineOperation } from './operation.ts'

export const ModelMetricsSchema = z.object({
  data: z.string(),
  rows: z.int().nonnegative(),
  macro_f1: z.number().nullable(),
  fpr: z.number().nullable().describe('Benign flows called a threat; null without any'),
  fnr: z.number().nullable().describe('Threats called Benign; null without any'),
  per_class: z.array(
    z.object({
      threat_type: ThreatTypeSchema,
      precision: z.number().nullable().describe('Null when no flow was called this class'),
      recall: z.number().nullable().describe('Null when no flow was of this class'),
      f1: z.number().nullable().describe('Null when no flow was of this class'),
      support: z.int().nonnegative(),
    }),
  ),
})

export const ModelStatusSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  model_sha256: Sha256Schema,
  status: z.enum(['ready', 'failed']),
  features: z.int().positive(),
  classes: z.array(ThreatTypeSchema),
  protocol: z.string().nullable().describe('How the metrics were measured'),
  metrics: z.array(ModelMetricsSchema).describe('Measured on data that was not used for training'),
})
export type ModelStatus = z.infer<typeof ModelStatusSchema>

export const ModelIdSchema = z.string().min(1).max(100).describe('Id from its manifest')

/** A model bundle of the library. */
export const ModelSchema = z.object({
  id: ModelIdSchema,
  name: z.string(),
  version: z.string(),
  model_sha256: Sha256Schema,
  origin: z
    .enum(['bundled', 'library'])
    .describe('bundled: comes with AnomalyX; library: imported or trained on this machine'),
  is_active: z.boolean().describe('Classifies new imports and detections'),
  added_at: TimestampSchema.nullable().describe('Null for the built-in model'),
  features: z.int().positive(),
  scaled_features: z.int().nonnegative().describe('Number of features scaled as the manifest specifies'),
  one_hot_fields: z.array(z.string()).describe('Fields that are one-hot encoded as the manifest specifies'),
  classes: z.array(ThreatTypeSchema),
  without_benign: z.boolean().describe('The model never says Benign; every flow is a threat to it'),
  trainer: z.string().describe('Program and version that trained it'),
  training_data: z.array(z.object({ name: z.string(), sha256: Sha256Schema, rows: z.int().nonnegative() })),
  protocol: z.string().nullable().describe('How the metrics were measured'),
  metrics: z.array(ModelMetricsSchema).describe('Measured on data that was not used for training'),
})
export type Model = z.infer<typeof ModelSchema>

export const ModelDetailSchema = ModelSchema.extend({
  model_card: z.string().nullable().describe('MODEL_CARD.md of the bundle, when it has one'),
})
export type ModelDetail = z.infer<typeof ModelDetailSchema>

export const ActivationSchema = z.object({
  at: TimestampSchema,
  actor: ActorSchema,
  person: PersonSchema.nullable().describe('Who made it active; null when nobody was named'),
  model_id: ModelIdSchema,
  model_sha256: Sha256Schema,
  is_rollback: z.boolean(),
})
export type Activation = z.infer<typeof ActivationSchema>

export const ModelLibrarySchema = z.object({
  models: z.array(ModelSchema).describe('The built-in model first, then the newest first'),
  unusable: z
    .array(z.object({ id: z.string(), problem: ProblemSchema }))
    .describe('Folders in the library that cannot be used as a model'),
  previous_id: ModelIdSchema.nullable().describe('The model that a roll-back would activate'),
  activations: z.array(ActivationSchema).describe('Newest first, at most 50'),
})
export type ModelLibrary = z.infer<typeof ModelLibrarySchema>

/** Name that a person gives a model to be trained; its id begins with it. */
export const TrainedNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'must be 1 to 60 letters, digits, dots, dashes or underscores')

export const modelOperations = {
  'models.status': defineOperation({
    name: 'models.status',
    summary: 'The active model and its measurements',
    input: z.object({}),
    output: ModelStatusSchema,
    http: { method: 'GET', path: '/model-status', fails: ['model_refused'] },
  }),
  'models.list': defineOperation({
    name: 'models.list',
    summary: 'The model library: its bundles, the active model, and the history of activations',
    input: z.object({}),
    output: ModelLibrarySchema,
    http: { method: 'GET', path: '/models', fails: ['model_refused'] },
  }),
  'models.get': defineOperation({
    name: 'models.get',
    summary: 'One model with its model card',
    input: z.object({ id: ModelIdSchema }),
    output: ModelDetailSchema,
    http: { method: 'GET', path: '/models/{id}', fails: ['model_refused'] },
  }),
  'models.import': defineOperation({
    name: 'models.import',
    summary: 'Check a model bundle and add it to the library without activating it',
    input: z.object({
      path: z.string().min(1).describe('Folder or .zip of the bundle; over HTTP the request body is the .zip'),
    }),
    output: ModelSchema,
    http: { method: 'POST', path: '/models', body: 'bundle', fails: ['unreadable_file', 'model_refused', 'conflict'] },
  }),
  'models.activate': defineOperation({
    name: 'models.activate',
    summary: 'Use this model from now on; existing predictions do not change',
    input: z.object({ id: ModelIdSchema }),
    output: ModelLibrarySchema,
    http: { method: 'POST', path: '/models/{id}/activate', records_person: true, fails: ['model_refused'] },
  }),
  'models.rollBack': defineOperation({
    name: 'models.rollBack',
    summary: 'Re-activate the previously active model',
    input: z.object({}),
    output: ModelLibrarySchema,
    http: { method: 'POST', path: '/models/roll-back', records_person: true, fails: ['model_refused', 'conflict'] },
  }),
  'models.delete': defineOperation({
    name: 'models.delete',
    summary: 'Delete a model from the library; its predictions stay',
    input: z.object({ id: ModelIdSchema }),
    output: z.object({ deleted: z.literal(true), id: ModelIdSchema }),
    http: { method: 'DELETE', path: '/models/{id}', fails: ['model_refused', 'conflict'] },
  }),
  'models.train': defineOperation({
    name: 'models.train',
    summary: 'Train a model on labelled captures in the background; it is added to the library but not activated',
    input: z.object({
      capture_ids: z.array(IdSchema).min(1).max(1000),
      name: TrainedNameSchema.default('trained'),
      seed: z
        .int()
        .nonnegative()
        .max(2_147_483_647)
        .default(1)
        .describe('The same captures and seed give the same model'),
      without_benign: z
        .boolean()
        .default(false)
        .describe('Train also when no flow is benign: such a model calls every flow a threat, and is marked'),
    }),
    output: z.object({ job_id: IdSchema }),
    http: { method: 'POST', path: '/models/train', status: 202, fails: ['not_found', 'not_trainable'] },
  }),
}
