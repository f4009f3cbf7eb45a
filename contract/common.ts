import { z } from 'zod'

import { printableLine } from './printable.ts'
import { MOST_QUERY_CHARACTERS } from './query/tree.ts'

export const IdSchema = z.int().positive()

/** ISO 8601 in UTC; microseconds are kept where a flow meter recorded them. */
export const TimestampSchema = z.string().describe('ISO 8601 time in UTC, such as 2025-03-05T12:00:00Z')

export const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)

export const ThreatTypeSchema = z.string().min(1).describe('A class of the model, such as Benign or DDoS')

/** Where a change came from: a person in the window, a script over HTTP, or the command line. */
export const ActorSchema = z.enum(['window', 'http', 'command'])
export type Actor = z.infer<typeof ActorSchema>

const PERSON_CHARACTERS = 80

/** A name on one line, without characters that a terminal or a viewer obeys instead of showing; empty for no name. */
export const PersonNameSchema = z
  .string()
  .trim()
  .max(PERSON_CHARACTERS)
  .refine((name) => printableLine(name) === name && !name.includes('\t'), 'must not have control characters')

/** Who did something. */
export const PersonSchema = PersonNameSchema.min(1)

/** A stretch of time, whose ends lie where the buckets of charts begin. */
export const TimeRangeInput = {
  after: TimestampSchema.optional().describe('At this time or later; a multiple of ten seconds'),
  before: TimestampSchema.optional().describe('Earlier than this time; a multiple of ten seconds'),
}

/** What a page of a list is asked by; the cursor comes from the page before. */
export const PageInput = {
  limit: z.int().min(1).max(1000).default(100).describe('Items per page'),
  cursor: z.string().max(200).optional().describe('Cursor from the previous page'),
}

/** A query as text (contract/query), read by whoever answers: a wrong one is refused with its place. */
export const QuerySchema = z
  .string()
  .max(MOST_QUERY_CHARACTERS)
  .describe('Query, such as type:DDoS src:172.16.0.0/24 dport:80,443 -proto:udp (see README.md)')

/** A page of a list that is searched for as long as it may take: the page can be short, and followed by others. */
export function searchPageOf<Item extends z.ZodType>(item: Item) {
  return pageOf(item).extend({
    total: z.int().nonnegative().nullable().describe('Matching items on all pages; null while they are not counted'),
    progress: z.number().min(0).max(1).describe('Share of what is stored that was searched; 1 without a query'),
  })
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('Cursor of the next page; null on the last page'),
    total: z.int().nonnegative().describe('Matching items on all pages'),
  })
}

export interface Page<Item> {
  items: Item[]
  next_cursor: string | null
  total: number
}

export interface SearchPage<Item> extends Omit<Page<Item>, 'total'> {
  total: number | null
  progress: number
}
