import { z } from 'zod'

import { defineOperation } from './operation.ts'

export const HealthSchema = z.object({
  status: z.enum(['ok', 'degraded']).describe('`degraded`: AnomalyX answers, and a part of it does not work'),
  reasons: z
    .array(
      z.object({
        part: z.enum(['engine', 'database', 'disk']),
        detail: z.string().describe('Why the part does not work, and what is done about it'),
        since: z.iso.datetime(),
      }),
    )
    .optional()
    .describe('What does not work; left out when all is well'),
})
export type Health = z.infer<typeof HealthSchema>
export type HealthReason = NonNullable<Health['reasons']>[number]

export const SystemStatusSchema = z.object({
  version: z.string(),
  data_dir: z.string(),
  http_address: z.string().nullable().describe('Where scripts reach this AnomalyX; null when no port was free'),
  http_token_file: z.string().nullable().describe('File with the bearer token; null when the environment gives it'),
  health: HealthSchema,
  notices: z.array(z.string()).describe('What a person should know about this start, such as an interrupted import'),
})
export type SystemStatus = z.infer<typeof SystemStatusSchema>

export const systemOperations = {
  'system.health': defineOperation({
    name: 'system.health',
    summary: 'Whether AnomalyX answers, and whether its engine and database work',
    input: z.object({}),
    output: HealthSchema,
    http: { method: 'GET', path: '/health', is_public: true },
  }),
  'system.status': defineOperation({
    name: 'system.status',
    summary: 'Version, data directory and HTTP address of this AnomalyX',
    input: z.object({}),
    output: SystemStatusSchema,
    http: { method: 'GET', path: '/status' },
  }),
}
