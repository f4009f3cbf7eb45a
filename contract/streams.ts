import { z } from 'zod'

import { IdSchema, PageInput, pageOf, Sha256Schema, TimestampSchema } from './common.ts'
import { ProblemSchema } from './errors.ts'
import { defineOperation } from './operation.ts'

export const StreamKindSchema = z
  .enum(['interface', 'folder'])
  .describe('interface: packets of a network interface; folder: files that another program puts into a folder')
export type StreamKind = z.infer<typeof StreamKindSchema>

export const StreamStateSchema = z
  .enum(['running', 'paused', 'stopped', 'failed'])
  .describe('stopped: by a person; failed: `problem` says why, and it can be resumed')
export type StreamState = z.infer<typeof StreamStateSchema>

/** Where segments end, and how long they are kept. */
export const StreamLimitsSchema = z.object({
  segment_seconds: z
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .describe(
      'A segment ends after this time, so that its flows are seen; a file that is finished is a segment of its own',
    ),
  segment_bytes: z
    .int()
    .min(65_536)
    .max(2 ** 30)
    .default(64 * 2 ** 20)
    .describe('A segment ends at this size too'),
  keep_days: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .default(30)
    .describe('Days after which what no alert refers to is deleted; null keeps everything'),
  keep_bytes: z
    .int()
    .min(2 ** 20)
    .nullable()
    .default(10 * 2 ** 30)
    .describe(
      'Size of the packets that AnomalyX recorded, above which the oldest that no alert refers to are deleted; null for no limit',
    ),
})
export type StreamLimits = z.infer<typeof StreamLimitsSchema>

export const StreamSchema = z.object({
  id: IdSchema,
  kind: StreamKindSchema,
  target: z.string().describe('Name of the interface, or path of the folder'),
  name: z.string(),
  state: StreamStateSchema,
  problem: ProblemSchema.nullable().describe(
    'Why it failed, or the last problem since it was started or resumed, such as a file that could not be read',
  ),
  is_reading: z.boolean().describe('True while it runs, and afterwards until what was closed before its end is read'),
  limits: StreamLimitsSchema,
  created_at: TimestampSchema,
  capture_id: IdSchema.nullable().describe(
    'The capture of its newest flows: one a day, and another for another instrument, model or threshold; null for none',
  ),
  segments: z.int().nonnegative().describe('Segments that were read'),
  failed_segments: z.int().nonnegative(),
  rows_read: z.int().nonnegative().describe('Of all segments: classified + conversations + rejected'),
  classified: z.int().nonnegative(),
  conversations: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  last_segment_at: TimestampSchema.nullable(),
  dropped_packets: z.int().nonnegative().describe('Packets that the system lost before AnomalyX saw them'),
})
export type Stream = z.infer<typeof StreamSchema>

export const SegmentSchema = z.object({
  id: IdSchema,
  stream_id: IdSchema,
  capture_id: IdSchema.nullable().describe(
    'Its flows are in this capture; null when it has none yet, or the capture is deleted',
  ),
  name: z.string().describe('File it is of'),
  first_byte: z.int().nonnegative().describe('Where it begins in its file: not 0 in a file that grew'),
  size_bytes: z.int().nonnegative(),
  sha256: Sha256Schema.nullable().describe('Of the bytes that were read; null when it could not be read'),
  state: z.enum(['reading', 'ready', 'failed']),
  problem: ProblemSchema.nullable(),
  first_flow_number: z.int().positive().nullable().describe('Number of its first flow in the capture'),
  classified: z.int().nonnegative(),
  conversations: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  notices: z.array(z.string()).describe('Notes on how it was read, such as what became of its packets'),
  closed_at: TimestampSchema,
  are_packets_kept: z.boolean().describe('Whether its file is still there as far as AnomalyX knows'),
})
export type Segment = z.infer<typeof SegmentSchema>

export const InterfaceListSchema = z.object({
  tool: z.enum(['dumpcap', 'tcpdump']).nullable().describe('Program that records packets; null when there is none'),
  interfaces: z.array(
    z.object({ name: z.string(), addresses: z.array(z.string()), is_up: z.boolean().describe('As far as is known') }),
  ),
  advice: z
    .string()
    .nullable()
    .describe('What to do on this system before packets can be recorded; null when nothing stands in the way'),
})
export type InterfaceList = z.infer<typeof InterfaceListSchema>

export const streamOperations = {
  'streams.start': defineOperation({
    name: 'streams.start',
    summary: 'Follow a network interface or a folder: what comes is read in segments, until it is stopped',
    input: z.object({
      kind: StreamKindSchema,
      target: z.string().min(1).max(4096).describe('Name of the interface, or absolute path of the folder'),
      name: z.string().trim().min(1).max(255).optional().describe('Name to show; defaults to the target'),
      ...StreamLimitsSchema.shape,
    }),
    output: StreamSchema,
    http: {
      method: 'POST',
      path: '/streams',
      status: 202,
      fails: ['not_permitted', 'conflict', 'unreadable_file', 'model_refused'],
    },
  }),
  'streams.list': defineOperation({
    name: 'streams.list',
    summary: 'Interfaces and folders that are or were followed, newest first',
    input: z.object({ ...PageInput }),
    output: pageOf(StreamSchema),
    http: { method: 'GET', path: '/streams', is_page: true },
  }),
  'streams.get': defineOperation({
    name: 'streams.get',
    summary: 'One stream',
    input: z.object({ id: IdSchema }),
    output: StreamSchema,
    http: { method: 'GET', path: '/streams/{id}' },
  }),
  'streams.segments': defineOperation({
    name: 'streams.segments',
    summary: 'Segments of a stream, newest first',
    input: z.object({ id: IdSchema, ...PageInput }),
    output: pageOf(SegmentSchema),
    http: { method: 'GET', path: '/streams/{id}/segments', is_page: true },
  }),
  'streams.pause': defineOperation({
    name: 'streams.pause',
    summary: 'Stop recording or reading for now; what was closed is read to its end',
    input: z.object({ id: IdSchema }),
    output: StreamSchema,
    http: { method: 'POST', path: '/streams/{id}/pause', fails: ['conflict'] },
  }),
  'streams.resume': defineOperation({
    name: 'streams.resume',
    summary: 'Go on with a stream that was paused or stopped, or that failed',
    input: z.object({ id: IdSchema }),
    output: StreamSchema,
    http: {
      method: 'POST',
      path: '/streams/{id}/resume',
      fails: ['not_permitted', 'conflict', 'unreadable_file', 'model_refused'],
    },
  }),
  'streams.stop': defineOperation({
    name: 'streams.stop',
    summary: 'End a stream: what came until now is read to its end, and its captures stay',
    input: z.object({ id: IdSchema }),
    output: StreamSchema,
    http: { method: 'DELETE', path: '/streams/{id}' },
  }),
  'streams.chooseFolder': defineOperation({
    name: 'streams.chooseFolder',
    summary: 'Choose the folder that is to be followed in a dialog',
    input: z.object({}),
    output: z.object({ path: z.string().nullable().describe('Null when the dialog was cancelled') }),
    http: null,
  }),
  'streams.interfaces': defineOperation({
    name: 'streams.interfaces',
    summary: 'Interfaces whose packets can be recorded, and what stands in the way',
    input: z.object({}),
    output: InterfaceListSchema,
    http: { method: 'GET', path: '/interfaces' },
  }),
}
