import { z } from 'zod'

import { IdSchema, PageInput, pageOf, Sha256Schema, TimestampSchema } from './common.ts'
import { ProblemSchema } from './errors.ts'
import { defineOperation } from './operation.ts'

export const DialectIdSchema = z
  .enum([
    'corrected',
    'machine-learning-csv',
    'traffic-labelling',
    'cic-ddos-2019',
    'cse-cic-ids-2018',
    'cicflowmeter',
    'python-cicflowmeter',
    'packets',
    'zeek',
    'suricata-eve',
    'nfdump',
    'argus',
    'other',
  ])
  .describe('Family of files that use the same column names and time format')
export type DialectId = z.infer<typeof DialectIdSchema>

/** Instruments that tell conversations, and too few features for a model. */
export const CONVERSATION_INSTRUMENTS = ['zeek', 'suricata', 'nfdump', 'argus'] as const

export const InstrumentSchema = z
  .enum(['original', 'corrected', 'cicflowmeter-4', 'python', ...CONVERSATION_INSTRUMENTS, 'unknown'])
  .describe('Flow meter that produced the file')
export type Instrument = z.infer<typeof InstrumentSchema>

const utcOffset = z
  .int()
  .min(-14 * 60)
  .max(14 * 60)

export const CaptureSchema = z.object({
  id: IdSchema,
  kind: z
    .enum(['file', 'detections', 'stream'])
    .describe('A file, the flows sent to POST /threat-detection on a day, or those of a stream on a day'),
  name: z.string(),
  status: z.enum(['importing', 'ready', 'deleting']),
  sha256: Sha256Schema.nullable().describe('Hash of the file as it was imported'),
  size_bytes: z.int().nonnegative(),
  imported_at: TimestampSchema,
  dialect: DialectIdSchema.nullable(),
  instrument: InstrumentSchema.nullable(),
  utc_offset_minutes: utcOffset.nullable().describe('UTC offset used to read the times in the file'),
  notices: z.array(z.string()).describe('Notes on how the file was read'),
  rows_read: z.int().nonnegative().describe('classified + conversations + rejected'),
  classified: z.int().nonnegative(),
  conversations: z
    .int()
    .nonnegative()
    .describe('Rows read as conversations only: their instrument lacks features, so no model judged them'),
  rejected: z.int().nonnegative(),
  threats: z.int().nonnegative().describe('Classified flows with a named threat type'),
  unknown: z.int().nonnegative().describe('Classified flows that resemble nothing in the training data'),
  unlike_training: z
    .string()
    .nullable()
    .describe('Why the capture as a whole differs from the training data; null when it does not'),
  labelled: z.int().nonnegative().describe('Classified flows whose row has a known label'),
  missing_cells: z
    .array(
      z.object({
        feature: z.string(),
        kind: z.enum(['empty', 'nan', 'infinite', 'negative']).describe('How the file marks a missing value'),
        cells: z.int().positive(),
      }),
    )
    .describe('Cells of classified flows without a value; nothing is filled in for them'),
  unread_cells: z
    .array(
      z.object({
        column: z.enum(['Label', 'Timestamp', 'Src Port', 'Dst Port', 'Protocol']),
        value: z.string().nullable().describe('Text of the cells; null when it stands for many different texts'),
        cells: z.int().positive(),
      }),
    )
    .describe(
      'Cells of classified flows that could not be read: labels with no known threat type, times in an unknown format, ports and protocols that are none',
    ),
  first_flow_at: TimestampSchema.nullable().describe('Null when the file has no times'),
  last_flow_at: TimestampSchema.nullable(),
  elapsed_ms: z.number().nonnegative().nullable(),
  model_id: z.string().nullable(),
  model_sha256: Sha256Schema.nullable(),
  confidence_threshold: z.number().nullable().describe('Threats at or above it were grouped into alerts'),
  novelty_budget: z
    .number()
    .nullable()
    .describe('Novelty budget: share of benign flows that may have been called Unknown'),
  stream_id: IdSchema.nullable().describe('The stream that its flows are of; null for a capture of another kind'),
})
export type Capture = z.infer<typeof CaptureSchema>

export const RejectedRowSchema = z.object({
  line_number: z.int().positive(),
  column: z.string().nullable(),
  value: z.string(),
  reason: z.string(),
  segment_id: IdSchema.nullable().describe('Segment of a stream that the line is in; null in a capture of a file'),
})
export type RejectedRow = z.infer<typeof RejectedRowSchema>

export const DoubtSchema = z
  .enum([
    'unknown-dialect',
    'assumed-time-zone',
    'unreadable-times',
    'converted-units',
    'no-header',
    'odd-columns',
    'imported-before',
  ])
  .describe('Why a file should be reviewed before it is imported')
export type Doubt = z.infer<typeof DoubtSchema>

export const CapturePreviewSchema = z.object({
  name: z.string(),
  size_bytes: z.int().nonnegative(),
  dialect: DialectIdSchema,
  dialect_title: z.string(),
  instrument: InstrumentSchema,
  has_conversations_only: z
    .boolean()
    .describe(
      'Its instrument lacks features: nothing of it will be classified, and behaviour across flows is looked for',
    ),
  delimiter: z.string(),
  has_header: z.boolean(),
  time_unit: z.enum(['microseconds', 'milliseconds', 'seconds']).describe('Unit of durations in the file'),
  utc_offset_minutes: utcOffset.nullable().describe('UTC offset used to read its times; null when it has none'),
  is_offset_known: z.boolean().describe('False when the offset is assumed; set utc_offset_minutes to change it'),
  first_flow_at: TimestampSchema.nullable().describe('Start of the first flow, at that offset'),
  columns: z
    .array(z.object({ name: z.string(), read_as: z.string().nullable() }))
    .describe('Columns of the file and what each is read as; null when the column is ignored'),
  duplicates: z.array(z.string()).describe('Duplicate column names; the first column is used'),
  extras: z.array(z.string()).describe('Columns that are ignored'),
  notices: z.array(z.string()),
  sample_rows: z.array(z.array(z.string())).describe('The first rows, unchanged'),
  imported_before: z
    .object({ capture_id: IdSchema, name: z.string(), imported_at: TimestampSchema })
    .nullable()
    .describe('The capture with the same SHA-256'),
  doubts: z.array(DoubtSchema).describe('Empty when nothing about the file is in doubt'),
})
export type CapturePreview = z.infer<typeof CapturePreviewSchema>

export const ImportStartedSchema = z.object({ capture_id: IdSchema, job_id: IdSchema })
export type ImportStarted = z.infer<typeof ImportStartedSchema>

const acceptMissingFeatures = z
  .boolean()
  .default(false)
  .describe(
    'Read a file that lacks features if the cost of that was measured for the active model; nothing is filled in',
  )

const allowRepeat = z
  .boolean()
  .default(false)
  .describe('Import the file even if one with the same SHA-256 was imported before')

export const captureOperations = {
  'captures.import': defineOperation({
    name: 'captures.import',
    summary: 'Import a capture, classified in the background: packets (pcap, pcapng) or flows as CSV, also compressed',
    input: z.object({
      path: z.string().min(1).describe('Path of the file; over HTTP the request body is the file'),
      name: z.string().min(1).max(255).optional().describe('Name to show; defaults to the file name'),
      utc_offset_minutes: utcOffset
        .optional()
        .describe('UTC offset where the capture was recorded, when the dialect does not determine it'),
      allow_repeat: allowRepeat,
      accept_missing_features: acceptMissingFeatures,
    }),
    output: ImportStartedSchema,
    http: {
      method: 'POST',
      path: '/captures',
      status: 202,
      body: 'capture',
      fails: ['unreadable_file', 'already_imported', 'model_refused'],
    },
  }),
  'captures.preview': defineOperation({
    name: 'captures.preview',
    summary: 'How a capture would be read: dialect, columns, time zone, first rows; nothing is imported',
    input: z.object({
      path: z.string().min(1).describe('Path of the file; over HTTP the request body is the file'),
      name: z.string().min(1).max(255).optional(),
      utc_offset_minutes: utcOffset.optional(),
      accept_missing_features: acceptMissingFeatures,
    }),
    output: CapturePreviewSchema,
    http: {
      method: 'POST',
      path: '/captures/preview',
      body: 'capture',
      fails: ['unreadable_file', 'unknown_dialect', 'lacks_features', 'model_refused'],
    },
  }),
  'captures.findFiles': defineOperation({
    name: 'captures.findFiles',
    summary: 'Capture files for dropped paths: files as given, folders expanded to the captures they contain',
    input: z.object({ paths: z.array(z.string().min(1)).min(1).max(1000) }),
    output: z.object({
      files: z.array(z.object({ path: z.string(), name: z.string() })).describe('In natural order within a folder'),
      refused: z.array(z.object({ path: z.string(), name: z.string(), problem: ProblemSchema })),
    }),
    http: null,
  }),
  'captures.importSample': defineOperation({
    name: 'captures.importSample',
    summary: 'Import the generated sample capture that comes with AnomalyX',
    input: z.object({ allow_repeat: allowRepeat }),
    output: ImportStartedSchema,
    http: {
      method: 'POST',
      path: '/captures/sample',
      status: 202,
      fails: ['unreadable_file', 'already_imported', 'model_refused'],
    },
  }),
  'captures.list': defineOperation({
    name: 'captures.list',
    summary: 'Captures, newest import first',
    input: z.object({ ...PageInput }),
    output: pageOf(CaptureSchema),
    http: { method: 'GET', path: '/captures', is_page: true },
  }),
  'captures.get': defineOperation({
    name: 'captures.get',
    summary: 'One capture',
    input: z.object({ id: IdSchema }),
    output: CaptureSchema,
    http: { method: 'GET', path: '/captures/{id}' },
  }),
  'captures.rejectedRows': defineOperation({
    name: 'captures.rejectedRows',
    summary: 'Rows of a capture that were read and not classified, with line and reason',
    input: z.object({ id: IdSchema, ...PageInput }),
    output: pageOf(RejectedRowSchema),
    http: { method: 'GET', path: '/captures/{id}/rejected-rows', is_page: true },
  }),
  'captures.saveRejectedRows': defineOperation({
    name: 'captures.saveRejectedRows',
    summary: 'Save all rejected rows of a capture as CSV to a file chosen in a dialog',
    input: z.object({ id: IdSchema }),
    output: z.object({
      path: z.string().nullable().describe('Null when the dialog was cancelled'),
      rows: z.int().nonnegative(),
    }),
    http: null,
  }),
  'captures.delete': defineOperation({
    name: 'captures.delete',
    summary: 'Delete a capture with its predictions and alerts',
    input: z.object({ id: IdSchema }),
    output: z.object({ deleted: z.literal(true), id: IdSchema }),
    http: { method: 'DELETE', path: '/captures/{id}', fails: ['conflict'] },
  }),
}
