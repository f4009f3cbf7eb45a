import { z } from 'zod'

import { ActorSchema, IdSchema, PersonSchema, TimestampSchema } from './common.ts'

export const AlertStatusSchema = z.enum(['open', 'acknowledged', 'closed'])
export type AlertStatus = z.infer<typeof AlertStatusSchema>

/** A line of an alert's history; never changed or removed while the alert is there. */
export const AlertEventSchema = z.object({
  id: IdSchema,
  version: z.int().positive().describe('Version of the alert from this event on'),
  at: TimestampSchema,
  actor: z.enum(['import', ...ActorSchema.options]).describe('Where the change came from'),
  person: PersonSchema.nullable().describe('Who made it; null when nobody was named'),
  from_status: AlertStatusSchema.nullable(),
  to_status: AlertStatusSchema,
  note: z.string().nullable(),
})
export type AlertEvent = z.infer<typeof AlertEventSchema>
