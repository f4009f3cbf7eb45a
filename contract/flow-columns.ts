import { z } from 'zod'

import type { FlowSort } from './flows.ts'

/** A column as it is kept; one that is not known any more is passed over. */
const ColumnIdSchema = z.string().min(1).max(64)

export const NARROWEST_PX = 48
export const WIDEST_PX = 1200

/** Columns of the list of flows as a person chose them. */
export const FlowColumnsSchema = z.object({
  shown: z
    .array(ColumnIdSchema)
    .min(1)
    .max(120)
    .nullable()
    .describe('From left to right: fields of a flow, and features by name; null for the standard ones that fit'),
  widths_px: z
    .record(ColumnIdSchema, z.int().min(NARROWEST_PX).max(WIDEST_PX))
    .describe('Of the columns that have another width than their own'),
})
export type FlowColumns = z.infer<typeof FlowColumnsSchema>

export const DEFAULT_FLOW_COLUMNS: FlowColumns = { shown: null, widths_px: {} }

/** Columns of the list that stand for other fields in a file than for one of their own name. */
const FIELDS: Partial<Record<FlowSort, readonly string[]>> = {
  source_ip: ['source_ip', 'source_port'],
  destination_ip: ['destination_ip', 'destination_port'],
  duration: ['duration_us'],
  packets: ['forward_packets', 'backward_packets'],
  bytes: ['forward_bytes', 'backward_bytes'],
}

/** What a column of the list stands for in a file: fields of a flow, how much went over it, or a feature. */
export function fieldsOfColumn(column: FlowSort): readonly string[] {
  return FIELDS[column] ?? [column]
}
