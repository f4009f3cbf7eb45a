import { z } from 'zod'

import { BehaviourSettingsSchema, DEFAULT_BEHAVIOUR_SETTINGS } from './behaviour-settings.ts'
import { PersonNameSchema, QuerySchema } from './common.ts'
import { DEFAULT_FLOW_COLUMNS, FlowColumnsSchema } from './flow-columns.ts'
import { defineOperation } from './operation.ts'

/** Queries that one list keeps at most. */
export const MOST_SAVED_QUERIES = 200

const SavedQueriesSchema = z.array(QuerySchema.min(1)).max(MOST_SAVED_QUERIES)

export const SettingsSchema = z.object({
  confidence_threshold: z.number().min(0).max(1).describe('Threats below it are listed but raise no alert'),
  novelty_budget: z
    .number()
    .min(0)
    .max(0.1)
    .describe('Share of benign flows that may be called Unknown; 0 calls no flow so'),
  behaviour: BehaviourSettingsSchema.describe('What the detectors across flows go by; applies to future imports'),
  person_name: PersonNameSchema.describe('Who decides in the window, for the history; empty when nobody is named'),
  theme: z.enum(['system', 'light', 'dark']),
  time_zone: z
    .enum(['utc', 'local'])
    .describe('Time zone of the window, of reports and of exported files; HTTP is in UTC'),
  preview_before_import: z
    .enum(['when-unsure', 'always', 'never'])
    .describe('When the window shows a preview before an import'),
  flow_columns: FlowColumnsSchema.describe('Columns of the list of flows in the window'),
  saved_queries: z
    .object({ flows: SavedQueriesSchema, alerts: SavedQueriesSchema })
    .describe('Queries that a person keeps, by the list that they are of; the window offers them'),
  http_token_required: z.boolean().describe('Require the bearer token from scripts on this machine'),
})
export type Settings = z.infer<typeof SettingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  confidence_threshold: 0.5,
  novelty_budget: 0.01,
  behaviour: DEFAULT_BEHAVIOUR_SETTINGS,
  person_name: '',
  theme: 'system',
  time_zone: 'utc',
  preview_before_import: 'when-unsure',
  flow_columns: DEFAULT_FLOW_COLUMNS,
  saved_queries: { flows: [], alerts: [] },
  http_token_required: true,
}

export const settingsOperations = {
  'settings.get': defineOperation({
    name: 'settings.get',
    summary: 'Settings',
    input: z.object({}),
    output: SettingsSchema,
    http: { method: 'GET', path: '/settings' },
  }),
  'settings.update': defineOperation({
    name: 'settings.update',
    summary: 'Change settings; omitted ones keep their value',
    input: SettingsSchema.partial(),
    output: SettingsSchema,
    http: { method: 'PATCH', path: '/settings' },
  }),
}
