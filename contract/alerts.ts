import { z } from 'zod'

import { AlertEventSchema, AlertStatusSchema } from './alert-events.ts'
import { IdSchema, PageInput, pageOf, QuerySchema, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { ConversationSchema } from './conversations.ts'
import { FindingSchema, JudgementSchema, TechniqueSchema } from './findings.ts'
import { FlowSchema } from './flows.ts'
import { defineOperation } from './operation.ts'

export { AlertStatusSchema, type AlertEvent, type AlertStatus } from './alert-events.ts'

export const SeveritySchema = z.enum(['low', 'medium', 'high', 'critical'])
export type Severity = z.infer<typeof SeveritySchema>

/**
 * Something in one capture that a person decides on once, such as threatening flows that belong together. What was decided
 * holds whatever scoring is shown; the numbers are those of one scoring.
 */
export const AlertSchema = z.object({
  id: IdSchema,
  version: z.int().positive().describe('Goes up by one with each line of the history'),
  status: AlertStatusSchema,
  severity: SeveritySchema,
  threat_type: ThreatTypeSchema.describe('A class of the model, or the kind of threat that its detector names'),
  detector: z.string().describe('What raised it: model, or the name of a detector that looks across flows'),
  source_ip: z.string().nullable().describe('Null when its flows have several, or the capture tells none'),
  destination_ip: z.string().nullable(),
  destination_port: z.int().nullable().describe('Null when its flows have several, or the capture tells none'),
  flow_count: z.int().nonnegative().describe('0 when its detector counts none, or no scoring raises it any more'),
  max_confidence: z.number().min(0).max(1).nullable().describe('Null when its detector gives none'),
  mean_confidence: z.number().min(0).max(1).nullable().describe('Null when its detector gives none'),
  first_seen: TimestampSchema,
  last_seen: TimestampSchema,
  timestamp_source: z.enum(['flow', 'import']),
  capture_id: IdSchema,
  capture_name: z.string(),
  raised: z.boolean().describe('Whether the scoring that the capture shows raises it, or a detector across flows does'),
  scoring_id: IdSchema.nullable().describe('Scoring that the numbers are of; null when they are of none'),
  shown_scoring_id: IdSchema.describe('Scoring that the capture shows'),
  shown_model_id: z.string().describe('Model of the scoring that the capture shows'),
  updated_at: TimestampSchema,
  techniques: z.array(TechniqueSchema).describe('Techniques of MITRE ATT&CK; empty for a class that has none here'),
  noticed: z.string().nullable().describe('What a detector across flows noticed, in a sentence; null when none did'),
})
export type Alert = z.infer<typeof AlertSchema>

export const AlertDetailSchema = AlertSchema.extend({
  events: z.array(AlertEventSchema),
  findings: z.array(FindingSchema).describe('What detectors across flows noticed, most severe first'),
})
export type AlertDetail = z.infer<typeof AlertDetailSchema>

export const alertOperations = {
  'alerts.list': defineOperation({
    name: 'alerts.list',
    summary: 'Alerts, most severe first, then largest',
    input: z.object({
      q: QuerySchema.optional(),
      status: AlertStatusSchema.optional(),
      severity: SeveritySchema.optional(),
      threat_type: ThreatTypeSchema.optional(),
      capture_id: IdSchema.optional(),
      raised: z
        .boolean()
        .default(true)
        .describe('False lists those that a person decided on and that the scoring shown does not raise'),
      ...PageInput,
    }),
    output: pageOf(AlertSchema),
    http: { method: 'GET', path: '/alerts', is_page: true, fails: ['not_found'] },
  }),
  'alerts.get': defineOperation({
    name: 'alerts.get',
    summary: 'One alert with its history',
    input: z.object({ id: IdSchema }),
    output: AlertDetailSchema,
    http: { method: 'GET', path: '/alerts/{id}' },
  }),
  'alerts.noticedFlows': defineOperation({
    name: 'alerts.noticedFlows',
    summary: 'Flows of what detectors across flows noticed, in the order of the capture; the first 1,000 of a finding',
    input: z.object({ id: IdSchema, ...PageInput }),
    output: pageOf(FlowSchema),
    http: { method: 'GET', path: '/alerts/{id}/noticed-flows', is_page: true },
  }),
  'alerts.conversations': defineOperation({
    name: 'alerts.conversations',
    summary:
      'Conversations of what detectors across flows noticed in a log of conversations, read again from its file, in the order of the file; the first 1,000 of a finding. None for a capture that has flows',
    input: z.object({ id: IdSchema, ...PageInput }),
    output: pageOf(ConversationSchema),
    http: {
      method: 'GET',
      path: '/alerts/{id}/conversations',
      is_page: true,
      fails: ['conflict', 'unreadable_file'],
    },
  }),
  'alerts.judgements': defineOperation({
    name: 'alerts.judgements',
    summary: 'Which kinds of behaviour across flows could be judged in a capture, and why others could not',
    input: z.object({ capture_id: IdSchema }),
    output: z.object({
      judgements: z.array(JudgementSchema).describe('Empty for a capture that no detector across flows has seen'),
    }),
    http: { method: 'GET', path: '/captures/{capture_id}/judgements' },
  }),
  'alerts.update': defineOperation({
    name: 'alerts.update',
    summary: 'Open, acknowledge or close an alert, or add a note',
    input: z.object({
      id: IdSchema,
      status: AlertStatusSchema.optional(),
      note: z.string().trim().min(1).max(4000).optional(),
      version: z
        .int()
        .positive()
        .optional()
        .describe(
          'Version that the change was decided on: if the alert has another by now, the answer is 409 with what happened since. Left out, the change is made whatever happened',
        ),
    }),
    output: AlertDetailSchema,
    http: { method: 'PATCH', path: '/alerts/{id}', records_person: true, fails: ['conflict'] },
  }),
}
