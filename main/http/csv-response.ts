import { z } from 'zod'

import type { Page } from '../../contract/common.ts'
import { csvLine } from '../../contract/csv.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import type { HttpContext } from './exchange.ts'

/** Rows that are read from the store at once. */
export const CSV_PAGE_ITEMS = 5000
/** Rows that are handed to the connection at once: a reader that takes none of them for long is dropped. */
const PIECE_ITEMS = 250

interface PageSchema {
  properties?: { items?: { items?: { properties?: Record<string, unknown> } } }
}

type Row = Readonly<Record<string, object | string | number | boolean | null>>

/** Whether the caller would rather have a list as CSV than as JSON. */
export function wantsCsv(context: HttpContext, operation: HttpOperation): boolean {
  return operation.http.is_page === true && /^text\/csv\b/i.test(context.req.header('accept') ?? '')
}

/**
 * A list from its first page on to its end, as CSV with a column for each field. It is read as fast as the caller takes
 * it; a list that cannot be read to its end breaks the connection off, so that a part of it never looks like the whole.
 */
export function csvResponse(
  context: HttpContext,
  operation: HttpOperation,
  first: unknown,
  nextPage: (cursor: string) => Promise<unknown>,
  log: (message: string) => void,
): Response {
  const schema = z.toJSONSchema(operation.output, { io: 'output' }) as PageSchema
  const columns = Object.keys(schema.properties?.items?.items?.properties ?? {})
  const name = operation.name.split('.').at(-1) ?? 'list'
  context.header('Content-Type', 'text/csv; charset=utf-8; header=present')
  context.header('Content-Disposition', `attachment; filename="${name}.csv"`)
  const texts = csvTexts(columns, first as Page<Row>, nextPage)
  return context.body(
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const { done, value } = await texts.next()
            if (done === true) controller.close()
            else controller.enqueue(Buffer.from(value))
          } catch (error) {
            log(`http: ${operation.name} as CSV broke off: ${String(error)}`)
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

async function* csvTexts(
  columns: readonly string[],
  first: Page<Row>,
  nextPage: (cursor: string) => Promise<unknown>,
): AsyncGenerator<string, void, void> {
  yield csvLine(columns)
  for (let page = first; ; page = (await nextPage(page.next_cursor)) as Page<Row>) {
    for (let from = 0; from < page.items.length; from += PIECE_ITEMS) {
      const rows = page.items.slice(from, from + PIECE_ITEMS)
      yield rows.map((row) => csvLine(columns.map((column) => row[column]))).join('')
    }
    if (page.next_cursor === null) return
  }
}
