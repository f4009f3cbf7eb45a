import { z } from 'zod'

import { IdSchema, ThreatTypeSchema, TimeRangeInput } from './common.ts'
import { defineOperation } from './operation.ts'
import { AlertSchema } from './alerts.ts'

export const FlowsByThreatTypeSchema = z.array(
  z.object({ threat_type: ThreatTypeSchema, flows: z.int().nonnegative() }),
)

/** Flows over a horizontal axis, at most some hundred buckets. */
export const SeriesSchema = z.object({
  axis: z
    .enum(['time', 'row'])
    .describe(
      'time: bucket starts are milliseconds since 1970 (UTC); row: bucket starts are flow numbers, for captures without times',
    ),
  bucket_width: z.number().positive().describe('Milliseconds, or flows'),
  buckets: z.array(z.object({ start: z.number(), by_threat_type: FlowsByThreatTypeSchema })),
  gaps: z
    .array(z.object({ start: z.number(), end: z.number() }))
    .describe('Long stretches between captures, in which nothing was captured; in order, without any bucket'),
  outside: z
    .object({
      flows: z.int().positive(),
      first: z.number().describe('Start of their first hour, milliseconds since 1970'),
      last: z.number().describe('Start of their last hour'),
    })
    .nullable()
    .describe('Flows so far in time from all others that a shared axis would hide the others; they are in no bucket'),
  flows_off_axis: z.int().nonnegative().describe('Flows without a time, which are not on a time axis'),
})
export type Series = z.infer<typeof SeriesSchema>

export const OverviewSchema = z.object({
  captures: z.int().nonnegative(),
  rows_read: z.int().nonnegative().describe('classified + conversations + rejected'),
  classified: z.int().nonnegative(),
  conversations: z.int().nonnegative().describe('Rows read as conversations only, which no model judged'),
  rejected: z.int().nonnegative().describe('Rejected rows have no time: with a time range there are none'),
  threats: z.int().nonnegative().describe('Flows with a named threat type'),
  unknown: z.int().nonnegative().describe('Flows that resemble nothing in the training data'),
  unlike_training: z
    .array(z.object({ capture_id: IdSchema, name: z.string(), reason: z.string() }))
    .describe('Captures that as a whole differ from the training data, newest first, at most three'),
  is_partial: z.boolean().describe('An import is in progress; its flows so far are included'),
  by_threat_type: FlowsByThreatTypeSchema.describe('Most flows first'),
  open_alerts: z.object({
    low: z.int().nonnegative(),
    medium: z.int().nonnegative(),
    high: z.int().nonnegative(),
    critical: z.int().nonnegative(),
  }),
  top_alerts: z.array(AlertSchema).describe('Open alerts, most severe first, at most five'),
  series: SeriesSchema,
})
export type Overview = z.infer<typeof OverviewSchema>

export const chartOperations = {
  'charts.overview': defineOperation({
    name: 'charts.overview',
    summary: 'Totals, threat mix, threats over time and the alerts to look at first',
    input: z.object({ capture_id: IdSchema.optional(), ...TimeRangeInput }),
    output: OverviewSchema,
    http: { method: 'GET', path: '/charts/overview', fails: ['not_found'] },
  }),
}
