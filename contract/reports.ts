import { z } from 'zod'

import { AlertStatusSchema, SeveritySchema } from './alerts.ts'
import { IdSchema, QuerySchema, ThreatTypeSchema, TimeRangeInput } from './common.ts'
import { defineOperation } from './operation.ts'

/** What a report is of: a part of the captures, and the list that a query narrows. */
const ReportInputSchema = z.object({
  list: z
    .enum(['alerts', 'flows'])
    .default('alerts')
    .describe('What `q` finds. Flows are counted and the newest listed; alerts are narrowed too where `q` fits them'),
  q: QuerySchema.optional(),
  capture_id: IdSchema.optional(),
  ...TimeRangeInput,
  threat_type: ThreatTypeSchema.optional().describe('Narrows the alerts, and the flows if they are listed'),
  status: AlertStatusSchema.optional().describe('Narrows the alerts'),
  severity: SeveritySchema.optional().describe('Narrows the alerts'),
  raised: z.boolean().default(true).describe('False: alerts that a person decided on and that are raised no more'),
  alert_id: IdSchema.optional().describe('This alert alone, and its flows if flows are listed'),
})
export type ReportInput = z.input<typeof ReportInputSchema>
export type ReportView = z.output<typeof ReportInputSchema>

export const reportOperations = {
  'reports.get': defineOperation({
    name: 'reports.get',
    summary:
      'A report of captures as one HTML page that prints well: what needs attention, sums, charts, alerts with notes, hashes, what was not examined',
    input: ReportInputSchema,
    output: z.object({ html: z.string(), name: z.string().describe('Name to save it under') }),
    http: { method: 'GET', path: '/report', answers: 'report', records_person: true, fails: ['not_found'] },
  }),
  'reports.save': defineOperation({
    name: 'reports.save',
    summary: 'Save a report as an HTML file that is chosen in a dialog',
    input: ReportInputSchema,
    output: z.object({ path: z.string().nullable().describe('Null when the dialog was cancelled') }),
    http: null,
  }),
}
