import { z } from 'zod'

import { IdSchema, PageInput, pageOf, TimestampSchema } from './common.ts'
import { ProblemSchema } from './errors.ts'
import { defineOperation } from './operation.ts'
import { ProgressUnitSchema, UnitProgressSchema } from './progress.ts'

export const JobStatusSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
export type JobStatus = z.infer<typeof JobStatusSchema>

export const JobSchema = z.object({
  id: IdSchema,
  kind: z.enum(['import', 'rescore', 'training', 'packets', 'export']),
  status: JobStatusSchema,
  title: z.string().describe('What the job works on, such as a file name'),
  capture_id: IdSchema.nullable().describe('Null once the capture is gone, as after a cancelled import'),
  created_at: TimestampSchema,
  started_at: TimestampSchema.nullable(),
  finished_at: TimestampSchema.nullable(),
  model_id: z
    .string()
    .nullable()
    .describe('Model that a capture is scored with again, or that a training made once it is done'),
  stage: z.string().nullable().describe('What a job is at; what came of saving a file, once it is done'),
  progress_unit: ProgressUnitSchema,
  progress_done: z.int().nonnegative(),
  progress_total: z.int().nonnegative().nullable().describe('Null while nobody knows where the work ends'),
  rows_read: z.int().nonnegative().describe('classified + conversations + rejected'),
  classified: z.int().nonnegative(),
  conversations: z.int().nonnegative().describe('Rows read as conversations only, which no model judged'),
  rejected: z.int().nonnegative(),
  rows_per_second: z.number().nonnegative().nullable(),
  remaining_ms: z.number().nonnegative().nullable(),
  error: ProblemSchema.nullable(),
})
export type Job = z.infer<typeof JobSchema>

export const QueueSchema = z.object({
  is_paused: z.boolean().describe('The running job holds still, and no other begins'),
  held_because: z.string().optional().describe('Why no job begins, such as a full disk; it goes on by itself'),
  jobs: z.array(JobSchema).describe('The running job first, then those that wait, in the order of their turns'),
  ended: z.int().nonnegative().describe('Jobs that ended since the queue was last empty'),
  progress: z.array(UnitProgressSchema).describe('Of the ended, running and waiting jobs together, by unit'),
})
export type Queue = z.infer<typeof QueueSchema>

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
    summary: 'Cancel a job; a cancelled import leaves no flows behind',
    input: z.object({ id: IdSchema }),
    output: JobSchema,
    http: { method: 'POST', path: '/jobs/{id}/cancel', fails: ['conflict'] },
  }),
  'jobs.move': defineOperation({
    name: 'jobs.move',
    summary: 'Re-order the queue: move a waiting job',
    input: z.object({
      id: IdSchema,
      before_id: IdSchema.nullable().describe('The waiting job to move it in front of; null for the end of the queue'),
    }),
    output: QueueSchema,
    http: { method: 'POST', path: '/jobs/{id}/move', fails: ['conflict'] },
  }),
  'jobs.queue': defineOperation({
    name: 'jobs.queue',
    summary: 'Running and waiting jobs, and their overall progress',
    input: z.object({}),
    output: QueueSchema,
    http: { method: 'GET', path: '/queue' },
  }),
  'jobs.pauseQueue': defineOperation({
    name: 'jobs.pauseQueue',
    summary:
      'Pause the running job and start no other; an empty queue has nothing to pause, and stays as it is (is_paused is false)',
    input: z.object({}),
    output: QueueSchema,
    http: { method: 'POST', path: '/queue/pause' },
  }),
  'jobs.resumeQueue': defineOperation({
    name: 'jobs.resumeQueue',
    summary: 'Resume the queue',
    input: z.object({}),
    output: QueueSchema,
    http: { method: 'POST', path: '/queue/resume' },
  }),
  'jobs.cancelAll': defineOperation({
    name: 'jobs.cancelAll',
    summary: 'Cancel the running job and all waiting jobs',
    input: z.object({}),
    output: QueueSchema,
    http: { method: 'POST', path: '/queue/cancel' },
  }),
}
