import { z } from 'zod'

import { JobSchema } from './jobs.ts'

/** Events for listeners: over IPC, and over HTTP as server-sent events at `/events`. */
export const EventSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('job'), job: JobSchema })
    .describe('A job made progress or changed status; at most four times a second'),
  z.object({
    type: z.literal('changed'),
    subject: z.enum(['captures', 'streams', 'flows', 'alerts', 'hosts', 'jobs', 'settings', 'models', 'system']),
  }),
])
export type AppEvent = z.infer<typeof EventSchema>
