import { z } from 'zod'

import { BehaviourSettingsSchema } from './behaviour-settings.ts'
import { IdSchema } from './common.ts'
import { JudgementSchema } from './findings.ts'
import { defineOperation } from './operation.ts'

const EstimateSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('A figure and the 95% interval it lies in')
export type Estimate = z.infer<typeof EstimateSchema>

export const BehaviourKindCostSchema = z.object({
  kind: z.string().describe('Kind of behaviour, or `all`'),
  title: z.string(),
  alerts: z.int().nonnegative().describe('False ones, where nothing happened in the capture'),
  per_host_day: EstimateSchema.nullable().describe('Null when no host at home was observed'),
  flagged: z.int().nonnegative().describe('Flows that are part of these alerts'),
  flagged_share: EstimateSchema.nullable().describe('Of all flows of the capture; null when it has none'),
})
export type BehaviourKindCost = z.infer<typeof BehaviourKindCostSchema>

export const BehaviourMeasurementSchema = z.object({
  flows: z.int().nonnegative(),
  hosts: z.int().nonnegative().describe('Hosts at home with at least 20 flows'),
  host_days: z.number().describe('Sum of the times from the first to the last flow of each of them, in days'),
  in_force: z.array(BehaviourKindCostSchema).describe('By the settings in force'),
  proposed: z.array(BehaviourKindCostSchema).nullable().describe('By the proposed settings'),
  judgements: z.array(JudgementSchema),
  proposed_roles: z
    .array(
      z.object({
        role: z.enum(['proxies', 'dns_servers', 'scanners']),
        address: z.string(),
        evidence: z.int().nonnegative().describe('Clients of a proxy or DNS server, targets of a scanner'),
      }),
    )
    .describe('Hosts at home that look like they have a role that is not in the settings; for a person to confirm'),
})
export type BehaviourMeasurement = z.infer<typeof BehaviourMeasurementSchema>

export const behaviourOperations = {
  'behaviour.measure': defineOperation({
    name: 'behaviour.measure',
    summary:
      'Alerts that the detectors across flows raise on a capture per day that a host is observed, by the settings in force and by proposed ones; nothing is kept',
    input: z.object({ id: IdSchema, proposed: BehaviourSettingsSchema.optional() }),
    output: BehaviourMeasurementSchema,
    http: { method: 'POST', path: '/captures/{id}/behaviour', fails: ['conflict'] },
  }),
  'behaviour.judge': defineOperation({
    name: 'behaviour.judge',
    summary:
      'Judge the behaviour across the flows of a capture again, by the settings in force; what was noticed before gives way, and decisions stay',
    input: z.object({ id: IdSchema }),
    output: z.object({ findings: z.int().nonnegative().describe('Those that raise alerts') }),
    http: { method: 'POST', path: '/captures/{id}/behaviour/judge', fails: ['conflict'] },
  }),
}
