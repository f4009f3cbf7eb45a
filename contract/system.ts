import { z } from 'zod'

import { defineOperation } from './operation.ts'

const HealthReasonSchema = z.object({
  part: z.enum(['engine', 'database', 'disk']),
  detail: z.string().describe('Why the part does not work and what AnomalyX is doing about it'),
  since: z.iso.datetime(),
})
export type HealthReason = z.infer<typeof HealthReasonSchema>

const PastFaultSchema = HealthReasonSchema.extend({ until: z.iso.datetime() })
export type PastFault = z.infer<typeof PastFaultSchema>

export const HealthSchema = z.object({
  status: z.enum(['ok', 'degraded']).describe('`degraded`: AnomalyX answers, but part of it does not work'),
  reasons: z.array(HealthReasonSchema).optional().describe('Parts that do not work; omitted when all parts work'),
})
export type Health = z.infer<typeof HealthSchema>

export const SystemStatusSchema = z.object({
  version: z.string(),
  data_dir: z.string(),
  http_address: z.string().nullable().describe('Address of the HTTP port; null when no port was free'),
  http_token_file: z
    .string()
    .nullable()
    .describe('File with the bearer token; null when the token comes from the environment'),
  health: HealthSchema,
  past_faults: z
    .array(PastFaultSchema)
    .describe('The last fault of each part that works again, when it ended in the last ten minutes'),
  notices: z.array(z.string()).describe('Messages about this start, such as an interrupted import'),
})
export type SystemStatus = z.infer<typeof SystemStatusSchema>

export const systemOperations = {
  'system.health': defineOperation({
    name: 'system.health',
    summary: 'Whether AnomalyX, its engine and its database work',
    input: z.object({}),
    output: HealthSchema,
    http: { method: 'GET', path: '/health', is_public: true },
  }),
  'system.status': defineOperation({
    name: 'system.status',
    summary: 'Version, data directory and HTTP address',
    input: z.object({}),
    output: SystemStatusSchema,
    http: { method: 'GET', path: '/status' },
  }),
}
