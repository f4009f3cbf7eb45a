import { z } from 'zod'

import { IdSchema, PageInput, QuerySchema, searchPageOf, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { FEATURE_NAMES } from './feature-names.ts'
import { defineOperation } from './operation.ts'

export const FlowIdSchema = z
  .string()
  .regex(/^\d+-\d+$/, 'must be the id of a capture and the number of a flow in it, such as 3-1042')
  .describe('Capture id and number of the flow in it, such as 3-1042')

/** A classified flow. */
export const FlowSchema = z.object({
  id: FlowIdSchema,
  timestamp: TimestampSchema,
  timestamp_source: z
    .enum(['flow', 'import'])
    .describe('flow: the time is from the capture; import: the capture has none, so it is the time of import'),
  threat_type: ThreatTypeSchema,
  confidence: z.number().min(0).max(1),
  source_ip: z.string().nullable(),
  source_port: z.int().nullable(),
  destination_ip: z.string().nullable(),
  destination_port: z.int().nullable(),
  protocol: z.int().nullable().describe('IANA protocol number'),
  label: z.string().nullable().describe('Label in the file, if any'),
  capture_id: IdSchema,
  line_number: z.int().positive().describe('Line of the file, or position of the entry in its request'),
})
export type Flow = z.infer<typeof FlowSchema>

/** What flows can be sorted by: fields of a flow, sums of both directions, and features. */
export const FLOW_SORTS = [
  ...(['timestamp', 'threat_type', 'confidence', 'source_ip', 'destination_ip', 'duration', 'bytes'] as const),
  ...(['packets', 'protocol', 'label', 'capture_id', 'line_number'] as const),
  ...FEATURE_NAMES,
] as const
export type FlowSort = (typeof FLOW_SORTS)[number]

/** Features to give with flows; over HTTP as one parameter, with commas between them. */
const FeatureNamesSchema = z
  .array(z.enum(FEATURE_NAMES))
  .max(FEATURE_NAMES.length)
  .describe('Features to give with each flow, by name, such as Flow IAT Mean')

const FeatureValuesSchema = z
  .record(z.string(), z.number().nullable())
  .describe(
    'Values of the features asked for, by name; null where the capture does not tell, or features were not kept',
  )

/** A flow of a list, with the features that were asked for. */
const ListedFlowSchema = FlowSchema.extend({ features: FeatureValuesSchema.optional() })
export type ListedFlow = z.infer<typeof ListedFlowSchema>

/** A flow with what is worked out for it alone. */
export const FlowDetailSchema = FlowSchema.extend({
  community_id: z
    .string()
    .nullable()
    .describe(
      'Community ID, version 1 with seed 0, as Zeek and Suricata write it; null where the capture tells too little',
    ),
})
export type FlowDetail = z.infer<typeof FlowDetailSchema>

const figure = z.number().nullable()

/** How much went over a flow; null where its capture does not tell, or its features were not kept. */
export const FlowTrafficSchema = z.object({
  id: FlowIdSchema,
  duration_us: figure,
  forward_packets: figure,
  backward_packets: figure,
  forward_bytes: figure.describe('Payload bytes from the source to the destination'),
  backward_bytes: figure,
  features: FeatureValuesSchema.optional(),
})
export type FlowTraffic = z.infer<typeof FlowTrafficSchema>

export const flowOperations = {
  'flows.list': defineOperation({
    name: 'flows.list',
    summary: 'Classified flows, newest first',
    input: z.object({
      q: QuerySchema.optional(),
      capture_id: IdSchema.optional(),
      threat_type: ThreatTypeSchema.optional(),
      alert_id: IdSchema.optional().describe('Flows of one alert'),
      features: FeatureNamesSchema.optional(),
      sort: z.enum(FLOW_SORTS).optional().describe('What the list is sorted by; the time when left out'),
      order: z.enum(['asc', 'desc']).optional().describe('The least first, or the most first, which is the default'),
      at: TimestampSchema.optional().describe(
        'Begin with the newest flow up to this time, of a list that is newest first',
      ),
      ...PageInput,
    }),
    output: searchPageOf(ListedFlowSchema),
    http: { method: 'GET', path: '/logs', is_page: true, fails: ['not_found'] },
  }),
  'flows.get': defineOperation({
    name: 'flows.get',
    summary: 'One flow',
    input: z.object({ id: FlowIdSchema }),
    output: FlowDetailSchema,
    http: { method: 'GET', path: '/flows/{id}' },
  }),
  'flows.traffic': defineOperation({
    name: 'flows.traffic',
    summary: 'Duration, packets and bytes of flows, and any of their features, in the order of their ids',
    input: z.object({ ids: z.array(FlowIdSchema).min(1).max(1000), features: FeatureNamesSchema.optional() }),
    output: z.object({ items: z.array(FlowTrafficSchema) }),
    http: { method: 'POST', path: '/flows/traffic' },
  }),
}
