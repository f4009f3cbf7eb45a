import { z } from 'zod'

import { TimestampSchema } from './common.ts'

const Told = (what: string) => z.number().nonnegative().nullable().describe(`${what}; null where the log does not tell`)

/** A conversation as its log tells it. */
export const ConversationSchema = z.object({
  line_number: z
    .int()
    .positive()
    .describe('Line of the file; of two records that are one conversation, that of the one which opened it'),
  timestamp: TimestampSchema.nullable(),
  source_ip: z.string().nullable(),
  source_port: z.int().nullable(),
  destination_ip: z.string().nullable(),
  destination_port: z.int().nullable(),
  protocol: z.int().nullable().describe('IANA protocol number'),
  duration_us: Told('Microseconds'),
  forward_packets: Told('Packets from the source'),
  backward_packets: Told('Packets to the source'),
  forward_bytes: Told('Bytes from the source as the log counts them, with headers or without'),
  backward_bytes: Told('Bytes to the source, likewise'),
  answered: z
    .boolean()
    .nullable()
    .describe('Whether the destination answered, as detectors across flows take it; null where nothing tells'),
  state: z
    .string()
    .nullable()
    .describe(
      'As it is written: conn_state of Zeek, flow.state of Suricata, State of Argus, flags of nfdump; null where there is none',
    ),
})
export type Conversation = z.infer<typeof ConversationSchema>
