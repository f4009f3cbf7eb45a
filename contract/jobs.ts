import { z } from 'zod'

import { IdSchema, PageInput, pageOf, TimestampSchema } from './common.ts'
import { ProblemSchema } from './errors.ts'
import { defineOperation } from './operation.ts'

export const JobStatusSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
export type JobStatus = z.infer<typeof JobStatusSchema>

export const JobSchema = z.object({
  id: IdSchema,
  kind: z.enum(['import']),
  status: JobStatusSchema,
  title: z.string().describe('What the job works on, such as a file name'),
  capture_id: IdSchema.nullable().describe('Null once the capture is gone, as after a cancelled import'),
  created_at: TimestampSchema,
  started_at: TimestampSchema.nullable(),
  finished_at: TimestampSchema.nullable(),
  bytes_done: z.int().nonnegative(),
  bytes_total: z.int().nonnegative(),
  rows_read: z.int().nonnegative().describe('classified + rejected'),
  classified: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  rows_per_second: z.number().nonnegative().nullable(),
  remaining_ms: z.number().nonnegative().nullable(),
  error: ProblemSchema.nullable(),
})
export type Job = z.infer<typeof JobSchema>

export const jobOperations = {
  'jobs.list': defineOperation({
    name: 'jobs.list',
    summary: 'Long-running work, newest first',
    input: z.object({ status: JobStatusSchema.optional(), ...PageInput }),
    output: pageOf(JobSchema),
    http: { method: 'GET', path: '/jobs', is_page: true },
  }),
  'jobs.get': defineOperation({
    name: 'jobs.get',
    summary: 'Progress and outcome of one job',
    input: z.object({ id: IdSchema }),
    output: JobSchema,
    http: { method: 'GET', path: '/jobs/{id}' },
  }),
  'jobs.cancel': defineOperation({
    name: 'jobs.cancel',
    summary: 'Cancel a job; a cancelled import leaves no flow behind',
    input: z.object({ id: IdSchema }),
    output: JobSchema,
    http: { method: 'POST', path: '/jobs/{id}/cancel' },
  }),
}
