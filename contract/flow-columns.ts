import { z } from 'zod'

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
