import { z } from 'zod'

import { alertOperations } from './alerts.ts'
import { IdSchema, Sha256Schema, TimestampSchema } from './common.ts'
import { FLOW_SORTS, flowOperations } from './flows.ts'
import { LIST_FORMATS } from './list-formats.ts'
import { defineOperation } from './operation.ts'

const ExportedListSchema = z.enum(['flows', 'alerts'])
export type ExportedList = z.infer<typeof ExportedListSchema>

const count = z.int().nonnegative()

/** A capture that was looked through, as it was when the export ended. */
const ExportedCaptureSchema = z.object({
  id: IdSchema,
  kind: z.enum(['file', 'detections', 'stream']),
  name: z.string(),
  sha256: Sha256Schema.nullable().describe('Of the file as it was imported; null when it came as no file'),
  scoring_id: IdSchema.nullable().describe('Scoring that the capture shows, and that the rows are of'),
  model_id: z.string().nullable(),
  model_sha256: Sha256Schema.nullable(),
  confidence_threshold: z.number().nullable(),
  novelty_budget: z.number().nullable(),
  rows_read: count.describe('classified + conversations + rejected'),
  classified: count,
  conversations: count.describe('Rows read as conversations only, which no model judged: no flow of them is stored'),
  rejected: count,
  exported: count.describe('Rows of this capture in the exported file'),
})
export type ExportedCapture = z.infer<typeof ExportedCaptureSchema>

/** What stands beside an exported file: where its rows come from, and what they are a part of. */
export const ExportManifestSchema = z.object({
  manifest: z.literal(1).describe('Version of this form'),
  product: z.literal('AnomalyX'),
  product_version: z.string(),
  created_at: TimestampSchema,
  what: ExportedListSchema,
  file: z.string().describe('Name of the exported file'),
  format: z.enum(LIST_FORMATS),
  columns: z.array(z.string()),
  rows: count.describe('Without the header line; the sum of `exported` of the captures'),
  size_bytes: count,
  sha256: Sha256Schema.describe('Of the exported file'),
  time_zone: z
    .string()
    .describe('Of the times in the file, such as UTC or Europe/Paris; each carries its offset. Times here are in UTC'),
  query: z
    .object({ text: z.string(), normal_form: z.string().describe('The one spelling of all queries of that meaning') })
    .nullable(),
  filters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('What narrowed the list beside the query, by the names that the list has for it'),
  sorted_by: z
    .object({ sort: z.enum(FLOW_SORTS), order: z.enum(['asc', 'desc']) })
    .optional()
    .describe('Order of flows; of alerts there is one order'),
  captures: z.array(ExportedCaptureSchema),
})
export type ExportManifest = z.infer<typeof ExportManifestSchema>

const format = z.enum(LIST_FORMATS).describe('Unless the name that is chosen ends in .csv or .jsonl')

const started = z.object({
  path: z.string().nullable().describe('Null when the dialog was cancelled'),
  job_id: IdSchema.nullable(),
})

export const exportOperations = {
  'exports.flows': defineOperation({
    name: 'exports.flows',
    summary: 'Save all flows of a list to a file chosen in a dialog, with a manifest beside it, in the background',
    input: flowOperations['flows.list'].input.omit({ limit: true, cursor: true, at: true }).extend({
      format,
      columns: z
        .array(z.enum(FLOW_SORTS))
        .min(1)
        .max(FLOW_SORTS.length)
        .optional()
        .describe('Only these columns of the list, behind the id; all fields and `features` when left out'),
    }),
    output: started,
    http: null,
  }),
  'exports.alerts': defineOperation({
    name: 'exports.alerts',
    summary: 'Save all alerts of a list, with their notes, to a file chosen in a dialog, with a manifest beside it',
    input: alertOperations['alerts.list'].input.omit({ limit: true, cursor: true }).extend({ format }),
    output: started,
    http: null,
  }),
}
