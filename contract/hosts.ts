import { z } from 'zod'

import { AlertSchema } from './alerts.ts'
import { FlowsByThreatTypeSchema, SeriesSchema } from './charts.ts'
import { ActorSchema, IdSchema, PageInput, pageOf, PersonSchema, TimeRangeInput, TimestampSchema } from './common.ts'
import { defineOperation } from './operation.ts'
import { printableLine } from './printable.ts'

const count = z.int().nonnegative()

const HostAddressSchema = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .describe('An address as it stands in flows, such as 192.168.10.50, 2001:db8::1 or a name')

export const TagSchema = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .refine((tag) => printableLine(tag) === tag && !/[\t,]/.test(tag), 'must not have commas or control characters')

/** A line of what people wrote about a host; never changed or removed. */
export const HostEventSchema = z.object({
  id: IdSchema,
  at: TimestampSchema,
  actor: ActorSchema,
  person: PersonSchema.nullable().describe('Who wrote it; null when nobody was named'),
  note: z.string().nullable(),
  tags_added: z.array(TagSchema),
  tags_removed: z.array(TagSchema),
})
export type HostEvent = z.infer<typeof HostEventSchema>

/** What people wrote about a host, or about a pair of hosts. */
export const HostNotesSchema = z.object({
  address: z.string(),
  peer: z.string().nullable().describe('The other host of a pair'),
  tags: z.array(TagSchema).describe('In alphabetical order'),
  events: z.array(HostEventSchema).describe('Oldest first'),
})
export type HostNotes = z.infer<typeof HostNotesSchema>

const DirectionSchema = z.object({
  flows: count,
  bytes_sent: z.number().nonnegative().describe('Payload bytes that the host sent in them'),
  bytes_received: z.number().nonnegative(),
})
export type HostDirection = z.infer<typeof DirectionSchema>

const PeerSchema = z.object({
  address: z.string(),
  flows: count,
  as_source: count.describe('Flows from the host to this peer'),
  as_target: count.describe('Flows from this peer to the host'),
  threats: count.describe('Flows with a named threat type'),
})

const HostPortSchema = z.object({
  port: z.int().nonnegative().describe('Destination port'),
  flows: count,
  as_source: count.describe('Flows from the host to this port'),
  as_target: count.describe('Flows to this port of the host'),
})

function mostOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).describe('Those with the most flows first'),
    total: count.describe('How many there are'),
    is_exact: z
      .boolean()
      .describe('False when there are too many to count each: numbers are then the least that is certain'),
  })
}

/** What a host did in the captures; all numbers are of one moment, and of the flows counted so far. */
export const HostSchema = HostNotesSchema.extend({
  progress: z.number().min(0).max(1).describe('Share of the stored flows that was counted; below 1 ask again'),
  flows: count.describe('as_source.flows + as_target.flows - both_ends'),
  as_source: DirectionSchema,
  as_target: DirectionSchema,
  both_ends: count.describe('Flows from the host to itself, which are counted as source and as target'),
  flows_without_bytes: count.describe('Flows whose capture tells no bytes; they add nothing to bytes'),
  first_seen: TimestampSchema.nullable().describe('Null without a flow that has a time'),
  last_seen: TimestampSchema.nullable(),
  flows_without_time: count.describe('Flows whose capture tells no time; they are not in the series'),
  by_threat_type: FlowsByThreatTypeSchema.describe('Most flows first; they add up to flows'),
  peers: mostOf(PeerSchema).describe('Other ends of its flows; none for a pair'),
  ports: mostOf(HostPortSchema),
  alerts: z.object({
    total: count.describe('Alerts whose source or destination it is, decided or not'),
    open: count,
    items: z.array(AlertSchema).describe('The first five, open ones first'),
  }),
  series: SeriesSchema.describe('Its flows over time'),
})
export type Host = z.infer<typeof HostSchema>

const MostActiveSchema = mostOf(z.object({ address: z.string(), flows: count, threats: count }))

export const ActiveHostsSchema = z.object({
  progress: z.number().min(0).max(1).describe('Share of the stored flows that was counted; below 1 ask again'),
  flows: count.describe('Flows counted so far'),
  sources: MostActiveSchema,
  targets: MostActiveSchema,
  ports: mostOf(z.object({ port: z.int().nonnegative(), flows: count, threats: count })).describe('Destination ports'),
})
export type ActiveHosts = z.infer<typeof ActiveHostsSchema>

const WaitSchema = z
  .int()
  .min(0)
  .max(25_000)
  .default(800)
  .describe('Milliseconds in which to count; what is counted by then is the answer')

export const hostOperations = {
  'hosts.get': defineOperation({
    name: 'hosts.get',
    summary: 'What a host did, or two hosts with each other, and what people wrote about it',
    input: z.object({
      address: HostAddressSchema,
      peer: HostAddressSchema.optional().describe('Counts only flows between the two'),
      capture_id: IdSchema.optional(),
      ...TimeRangeInput,
      wait_ms: WaitSchema,
    }),
    output: HostSchema,
    http: { method: 'GET', path: '/hosts/{address}' },
  }),
  'hosts.update': defineOperation({
    name: 'hosts.update',
    summary: 'Add a note to a host or a pair of hosts, add or remove tags',
    input: z.object({
      address: HostAddressSchema,
      peer: HostAddressSchema.optional(),
      note: z.string().trim().min(1).max(4000).optional(),
      add_tags: z.array(TagSchema).max(20).default([]),
      remove_tags: z.array(TagSchema).max(20).default([]),
    }),
    output: HostNotesSchema,
    http: { method: 'PATCH', path: '/hosts/{address}', records_person: true },
  }),
  'hosts.list': defineOperation({
    name: 'hosts.list',
    summary: 'Hosts and pairs that have notes or tags, those changed last first',
    input: z.object(PageInput),
    output: pageOf(HostNotesSchema),
    http: { method: 'GET', path: '/hosts', is_page: true },
  }),
  'hosts.active': defineOperation({
    name: 'hosts.active',
    summary: 'Sources, targets and destination ports with the most flows',
    input: z.object({
      capture_id: IdSchema.optional(),
      ...TimeRangeInput,
      limit: z.int().min(1).max(100).default(10),
      wait_ms: WaitSchema,
    }),
    output: ActiveHostsSchema,
    http: { method: 'GET', path: '/charts/hosts', fails: ['not_found'] },
  }),
}
