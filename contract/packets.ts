import { z } from 'zod'

import { IdSchema, QuerySchema, ThreatTypeSchema, TimestampSchema } from './common.ts'
import { FlowIdSchema } from './flows.ts'
import { defineOperation } from './operation.ts'

/** Flows whose packets are saved at once. */
export const MOST_SAVED_FLOWS = 100_000

export const PacketSourceSchema = z.object({
  state: z
    .enum(['there', 'moved', 'changed', 'gone', 'none'])
    .describe(
      'there: the file is where it was; moved: it was found elsewhere; changed: a file of that name has other content; gone: it was not found; none: the capture has no packets',
    ),
  reason: z.string().nullable().describe('Why its packets cannot be read; null when they can'),
})
export type PacketSource = z.infer<typeof PacketSourceSchema>

export const PacketLookSchema = z.object({
  timestamp: TimestampSchema.nullable().describe('Null for a packet without a time'),
  direction: z.enum(['forward', 'backward']).describe('forward: from the source of the flow'),
  flags: z.array(z.enum(['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'])).describe('TCP flags that are set'),
  wire_bytes: z.int().nonnegative().describe('Length on the wire, with all headers'),
  payload_bytes: z.int().nonnegative().describe('Behind the TCP or UDP header; 0 for other protocols'),
  content: z
    .string()
    .regex(/^([0-9a-f]{2})*$/)
    .describe('First bytes behind all headers, in hexadecimal; of ICMP from its header on, of others from that of IP'),
})
export type PacketLook = z.infer<typeof PacketLookSchema>

/** Which flows: one, those of an alert, or those that a filter leaves. */
const SELECTION = {
  flow_id: FlowIdSchema.optional(),
  q: QuerySchema.optional(),
  capture_id: IdSchema.optional(),
  threat_type: ThreatTypeSchema.optional(),
  alert_id: IdSchema.optional().describe('Flows of one alert'),
}
const PacketSelectionSchema = z.object(SELECTION)
export type PacketSelection = z.infer<typeof PacketSelectionSchema>

/** A file that is handed over and then deleted. */
const PacketFileSchema = z.object({ path: z.string(), name: z.string().describe('Name to save it under') })

const FAILS = ['unreadable_file', 'conflict', 'disk_full'] as const

export const packetOperations = {
  'packets.source': defineOperation({
    name: 'packets.source',
    summary: 'Whether the file of a capture is still there, so that packets can be read from it',
    input: z.object({ capture_id: IdSchema }),
    output: PacketSourceSchema,
    http: { method: 'GET', path: '/captures/{capture_id}/packet-source' },
  }),
  'packets.look': defineOperation({
    name: 'packets.look',
    summary: 'The first packets of a flow, read from the file of its capture',
    input: z.object({ id: FlowIdSchema, limit: z.int().min(1).max(1000).default(100).describe('Packets to answer') }),
    output: z.object({
      items: z.array(PacketLookSchema).describe('In the order in which they were metered'),
      total: z.int().nonnegative().describe('Packets of the flow'),
    }),
    http: { method: 'GET', path: '/flows/{id}/packets', fails: FAILS },
  }),
  'packets.ofFlow': defineOperation({
    name: 'packets.ofFlow',
    summary: 'The packets of a flow as pcapng',
    input: z.object({ id: FlowIdSchema }),
    output: PacketFileSchema,
    http: { method: 'GET', path: '/flows/{id}/packets.pcapng', answers: 'packets', fails: FAILS },
  }),
  'packets.ofAlert': defineOperation({
    name: 'packets.ofAlert',
    summary: 'The packets of all flows of an alert as pcapng',
    input: z.object({ id: IdSchema }),
    output: PacketFileSchema,
    http: { method: 'GET', path: '/alerts/{id}/packets.pcapng', answers: 'packets', fails: FAILS },
  }),
  'packets.ofFlows': defineOperation({
    name: 'packets.ofFlows',
    summary: `The packets of flows as pcapng, a section for each capture; at most ${MOST_SAVED_FLOWS.toLocaleString('en-US')} flows`,
    input: PacketSelectionSchema.omit({ flow_id: true }),
    output: PacketFileSchema,
    http: { method: 'GET', path: '/logs/packets.pcapng', answers: 'packets', fails: [...FAILS, 'not_found'] },
  }),
  'packets.save': defineOperation({
    name: 'packets.save',
    summary: 'Save the packets of flows as pcapng to a file chosen in a dialog, in the background',
    input: PacketSelectionSchema,
    output: z.object({
      path: z.string().nullable().describe('Null when the dialog was cancelled'),
      job_id: IdSchema.nullable(),
    }),
    http: null,
  }),
  'packets.viewer': defineOperation({
    name: 'packets.viewer',
    summary: 'Whether Wireshark is installed',
    input: z.object({}),
    output: z.object({ is_installed: z.boolean() }),
    http: null,
  }),
  'packets.open': defineOperation({
    name: 'packets.open',
    summary: 'Open the file that a job has saved packets to in Wireshark',
    input: z.object({ job_id: IdSchema }),
    output: z.object({ opened: z.boolean(), reason: z.string().nullable().describe('Why not') }),
    http: null,
  }),
}
