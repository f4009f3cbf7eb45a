import { z } from 'zod'

import { ActorSchema, IdSchema, PageInput, pageOf, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { defineOperation } from './operation.ts'

export const SeveritySchema = z.enum(['low', 'medium', 'high', 'critical'])
export type Severity = z.infer<typeof SeveritySchema>

export const AlertStatusSchema = z.enum(['open', 'acknowledged', 'closed'])
export type AlertStatus = z.infer<typeof AlertStatusSchema>

/** Threatening flows of one capture that a person decides on once. */
export const AlertSchema = z.object({
  id: IdSchema,
  status: AlertStatusSchema,
  severity: SeveritySchema,
  threat_type: ThreatTypeSchema,
  source_ip: z.string().nullable().describe('Null when its flows have several, or the capture has none'),
  destination_ip: z.string().nullable(),
  destination_port: z.int().nullable().describe('Null when its flows have several, or the capture has none'),
  flow_count: z.int().positive(),
  max_confidence: z.number().min(0).max(1),
  mean_confidence: z.number().min(0).max(1),
  first_seen: TimestampSchema,
  last_seen: TimestampSchema,
  timestamp_source: z.enum(['flow', 'import']),
  capture_id: IdSchema,
  capture_name: z.string(),
  updated_at: TimestampSchema,
})
export type Alert = z.infer<typeof AlertSchema>

/** A line of an alert's history; never changed or removed while the alert is there. */
export const AlertEventSchema = z.object({
  id: IdSchema,
  at: TimestampSchema,
  actor: z.enum(['import', ...ActorSchema.options]).describe('Source of the change'),
  from_status: AlertStatusSchema.nullable(),
  to_status: AlertStatusSchema,
  note: z.string().nullable(),
})
export type AlertEvent = z.infer<typeof AlertEventSchema>

export const AlertDetailSchema = AlertSchema.extend({ events: z.array(AlertEventSchema) })
export type AlertDetail = z.infer<typeof AlertDetailSchema>

export const alertOperations = {
  'alerts.list': defineOperation({
    name: 'alerts.list',
    summary: 'Alerts, most severe first, then largest',
    input: z.object({
      status: AlertStatusSchema.optional(),
      severity: SeveritySchema.optional(),
      threat_type: ThreatTypeSchema.optional(),
      capture_id: IdSchema.optional(),
      ...PageInput,
    }),
    output: pageOf(AlertSchema),
    http: { method: 'GET', path: '/alerts', is_page: true },
  }),
  'alerts.get': defineOperation({
    name: 'alerts.get',
    summary: 'One alert with its history',
    input: z.object({ id: IdSchema }),
    output: AlertDetailSchema,
    http: { method: 'GET', path: '/alerts/{id}' },
  }),
  'alerts.update': defineOperation({
    name: 'alerts.update',
    summary: 'Open, acknowledge or close an alert, or add a note',
    input: z.object({
      id: IdSchema,
      status: AlertStatusSchema.optional(),
      note: z.string().trim().min(1).max(4000).optional(),
    }),
    output: AlertDetailSchema,
    http: { method: 'PATCH', path: '/alerts/{id}' },
  }),
}
