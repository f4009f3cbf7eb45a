import { z } from 'zod'

import { CaptureSchema } from './captures.ts'
import { IdSchema, Sha256Schema, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { FlowIdSchema } from './flows.ts'
import { ModelIdSchema } from './models.ts'
import { defineOperation } from './operation.ts'

/** One run of one model over one capture. */
export const ScoringSchema = z.object({
  id: IdSchema,
  capture_id: IdSchema,
  model_id: z.string(),
  model_sha256: Sha256Schema,
  status: z.enum(['running', 'ready']),
  is_shown: z.boolean().describe('True when the capture shows the predictions and alerts of this scoring'),
  created_at: TimestampSchema,
  confidence_threshold: z.number().describe('Threats at or above it were grouped into alerts'),
  novelty_budget: z.number().describe('Share of benign flows that might be called Unknown'),
  threats: z.int().nonnegative().describe('Flows given a named threat'),
  unknown: z.int().nonnegative().describe('Flows called Unknown'),
})
export type Scoring = z.infer<typeof ScoringSchema>

/** Null is a share of no flows, which says nothing; it is not 0. */
const share = z.number().nullable()

const interval = z
  .object({ low: z.number(), high: z.number() })
  .nullable()
  .describe('95% Wilson score interval; null when the share has no denominator')

export const ClassScoresSchema = z.object({
  threat_type: ThreatTypeSchema,
  precision: share.describe('Null when no flow is called this class'),
  precision_interval: interval,
  recall: share.describe('Null when no flow has this label'),
  recall_interval: interval,
  f1: share.describe('Null when no flow has this label'),
  support: z.int().nonnegative().describe('Flows whose label is this class'),
  predicted: z.int().nonnegative().describe('Labelled flows predicted as this class'),
})
export type ClassScores = z.infer<typeof ClassScoresSchema>

export const EvaluationSchema = z.object({
  scoring: ScoringSchema,
  labelled: z.int().positive().describe('Flows with a known label; the others are not evaluated'),
  unlabelled: z.int().nonnegative(),
  accuracy: share,
  macro_f1: share.describe('Mean F1 of the classes that occur as labels'),
  fpr: share.describe(
    'Benign flows predicted as a named threat, as a share of the benign flows; null if there are none',
  ),
  fpr_interval: interval,
  fnr: share.describe('Threats called Benign, as a share of the threats; null if there are none'),
  fnr_interval: interval,
  unknown_rate_benign: share.describe('Benign flows called Unknown; null if there are none'),
  unknown_rate_threats: share.describe('Threats called Unknown; null if there are none'),
  per_class: z.array(ClassScoresSchema).describe('Classes that occur as a label or a prediction'),
  confusion: z.object({
    classes: z.array(ThreatTypeSchema),
    counts: z
      .array(z.array(z.int().nonnegative()))
      .describe('Flows by label (outer) and prediction (inner), in the order of classes'),
  }),
})
export type Evaluation = z.infer<typeof EvaluationSchema>

export const DisagreementSchema = z.object({
  threat_type: ThreatTypeSchema.describe('Prediction of the first scoring'),
  other_threat_type: ThreatTypeSchema.describe('Prediction of the other scoring'),
  flows: z.int().positive(),
  right: z.int().nonnegative().describe('Labelled flows that the first scoring predicts correctly'),
  other_right: z.int().nonnegative().describe('Labelled flows that the other scoring predicts correctly'),
  example_flow_ids: z.array(FlowIdSchema).describe('The first of these flows in the capture, at most five'),
})
export type Disagreement = z.infer<typeof DisagreementSchema>

export const ComparisonSchema = z.object({
  scoring: ScoringSchema,
  other: ScoringSchema,
  flows: z.int().nonnegative(),
  agreeing: z.int().nonnegative(),
  evaluation: EvaluationSchema.nullable().describe('Null when the capture has no labels'),
  other_evaluation: EvaluationSchema.nullable(),
  disagreements: z.array(DisagreementSchema).describe('Most flows first'),
})
export type Comparison = z.infer<typeof ComparisonSchema>

export const scoringOperations = {
  'captures.scorings': defineOperation({
    name: 'captures.scorings',
    summary: 'Scorings of a capture (one run of one model each), newest first',
    input: z.object({ id: IdSchema }),
    output: z.object({ scorings: z.array(ScoringSchema) }),
    http: { method: 'GET', path: '/captures/{id}/scorings' },
  }),
  'captures.confusion': defineOperation({
    name: 'captures.confusion',
    summary: 'Predictions of a labelled capture compared with its labels',
    input: z.object({ id: IdSchema }),
    output: EvaluationSchema,
    http: { method: 'GET', path: '/captures/{id}/confusion', fails: ['conflict'] },
  }),
  'captures.rescore': defineOperation({
    name: 'captures.rescore',
    summary: 'Score a capture again with another model in the background; existing predictions are kept',
    input: z.object({ id: IdSchema, model_id: ModelIdSchema }),
    output: z.object({ scoring_id: IdSchema, job_id: IdSchema }),
    http: {
      method: 'POST',
      path: '/captures/{id}/scorings',
      status: 202,
      fails: ['model_refused', 'lacks_features', 'conflict'],
    },
  }),
  'captures.showScoring': defineOperation({
    name: 'captures.showScoring',
    summary: 'Choose which scoring a capture shows',
    input: z.object({ id: IdSchema, scoring_id: IdSchema }),
    output: CaptureSchema,
    http: { method: 'POST', path: '/captures/{id}/shown-scoring', fails: ['conflict'] },
  }),
  'models.evaluate': defineOperation({
    name: 'models.evaluate',
    summary: 'A scoring compared with the labels of its capture',
    input: z.object({ scoring_id: IdSchema }),
    output: EvaluationSchema,
    http: { method: 'GET', path: '/scorings/{scoring_id}/evaluation', fails: ['conflict'] },
  }),
  'models.compare': defineOperation({
    name: 'models.compare',
    summary: 'Two scorings of one capture compared, with the flows on which they disagree',
    input: z.object({ scoring_id: IdSchema, other_id: IdSchema }),
    output: ComparisonSchema,
    http: { method: 'GET', path: '/scorings/{scoring_id}/comparison', fails: ['conflict'] },
  }),
}
