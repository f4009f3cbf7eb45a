import { z } from 'zod'

import { defineOperation } from './operation.ts'

export const SystemStatusSchema = z.object({
  version: z.string(),
  data_dir: z.string(),
  http_address: z.string().nullable().describe('Where scripts reach this AnomalyX; null when no port was free'),
  http_token_file: z.string().nullable().describe('File with the bearer token; null when the environment gives it'),
  notices: z.array(z.string()).describe('What a person should know about this start, such as an interrupted import'),
})
export type SystemStatus = z.infer<typeof SystemStatusSchema>

export const HealthSchema = z.object({
  status: z.enum(['ok', 'degraded']).describe('degraded: it answers, and something does not work'),
  problems: z.array(z.string()).optional().describe('What does not work and why; left out while all does'),
})
export type Health = z.infer<typeof HealthSchema>

export const systemOperations = {
  'system.health': defineOperation({
    name: 'system.health',
    summary: 'Whether AnomalyX answers',
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
