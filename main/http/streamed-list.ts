import { z } from 'zod'

import type { Page } from '../../contract/common.ts'
import { listHead, listLine, type ListFormat, type ListRow } from '../../contract/list-formats.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import { acceptedTypes } from './accepted-types.ts'
import type { HttpContext } from './exchange.ts'

const PAGE_ITEMS = 5000
/** Each page of flows in another order decodes most of the list. */
const SORTED_PAGE_ITEMS = 20_000
/** Rows that are handed to the connection at once: a reader that takes none of them for long is dropped. */
const PIECE_ITEMS = 250

interface PageSchema {
  properties?: { items?: { items?: { properties?: Record<string, unknown> } } }
}

/** Rows of a list that are read from the store at once. */
export function streamedPageItems({ sort = 'timestamp' }: Readonly<Record<string, unknown>>): number {
  return sort === 'timestamp' ? PAGE_ITEMS : SORTED_PAGE_ITEMS
}

/** Media types by which a whole list can be asked for; null for those by which a page of it is. */
const FORMATS: ReadonlyMap<string, ListFormat | null> = new Map<string, ListFormat | null>([
  ['text/csv', 'csv'],
  ['application/jsonl', 'jsonl'],
  ['application/x-ndjson', 'jsonl'],
  ['application/json', null],
  ['application/*', null],
  ['*/*', null],
])

const CONTENT_TYPES: Readonly<Record<ListFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
}

/** The format in which the caller wants the whole list; null for a page of it as JSON. */
export function streamedFormat(context: HttpContext, operation: HttpOperation): ListFormat | null {
  if (operation.http.is_page !== true) return null
  const wanted = acceptedTypes(context.req.header('accept') ?? '').find((type) => FORMATS.has(type))
  return wanted === undefined ? null : (FORMATS.get(wanted) ?? null)
}

/**
 * A list from its first page on to its end, with a column for each field, and for each feature that was asked for. It is read as fast as the caller takes it; a list that cannot be read to its end breaks the connection off, so that a part of it never looks like the whole.
 */
export function streamedList(
  context: HttpContext,
  operation: HttpOperation,
  input: Readonly<Record<string, unknown>>,
  format: ListFormat,
  first: unknown,
  nextPage: (cursor: string) => Promise<unknown>,
  log: (message: string) => void,
): Response {
  const schema = z.toJSONSchema(operation.output, { io: 'output' }) as PageSchema
  const fields = Object.keys(schema.properties?.items?.items?.properties ?? {})
  const columns = fields.flatMap((field) => (field === FEATURES ? namesIn(input[FEATURES]) : [field]))
  const name = operation.name.split('.').at(-1) ?? 'list'
  context.header('Content-Type', CONTENT_TYPES[format])
  context.header('Content-Disposition', `attachment; filename="${name}.${format}"`)
  const texts = listTexts(format, columns, first as Page<ListRow>, nextPage)
  return context.body(
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const { done, value } = await texts.next()
            if (done === true) controller.close()
            else controller.enqueue(Buffer.from(value))
          } catch (error) {
            log(`http: ${operation.name} as ${format} broke off: ${String(error)}`)
            context.env.outgoing.destroy()
          }
        },
        async cancel() {
          await texts.return()
        },
      },
      { highWaterMark: 0 },
    ),
  )
}

/** Values that a row has by name, each a column of its own. */
const FEATURES = 'features'

function namesIn(asked: unknown): string[] {
  return Array.isArray(asked) ? asked.map(String) : []
}

function flat(row: ListRow): ListRow {
  const values = row[FEATURES]
  return typeof values === 'object' ? { ...row, ...values } : row
}

async function* listTexts(
  format: ListFormat,
  columns: readonly string[],
  first: Page<ListRow>,
  nextPage: (cursor: string) => Promise<unknown>,
): AsyncGenerator<string, void, void> {
  const head = listHead(format, columns)
  if (head !== '') yield head
  for (let page = first; ; page = (await nextPage(page.next_cursor)) as Page<ListRow>) {
    for (let from = 0; from < page.items.length; from += PIECE_ITEMS) {
      const rows = page.items.slice(from, from + PIECE_ITEMS)
      yield rows.map((row) => listLine(format, columns, flat(row))).join('')
    }
    if (page.next_cursor === null) return
  }
}
