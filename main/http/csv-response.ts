import { type Context } from 'hono'
import { stream } from 'hono/streaming'
import { z } from 'zod'

import type { Page } from '../../contract/common.ts'
import { csvLine } from '../../contract/csv.ts'
import type { HttpOperation } from '../../contract/operation.ts'

interface PageSchema {
  properties?: { items?: { items?: { properties?: Record<string, unknown> } } }
}

type Row = Readonly<Record<string, object | string | number | boolean | null>>

/** Whether the caller would rather have a list as CSV than as JSON. */
export function wantsCsv(context: Context, operation: HttpOperation): boolean {
  return operation.http.is_page === true && /^text\/csv\b/i.test(context.req.header('accept') ?? '')
}

/** A list from its first page on to its end, as CSV with a column for each field. */
export function csvResponse(
  context: Context,
  operation: HttpOperation,
  first: unknown,
  nextPage: (cursor: string) => Promise<unknown>,
): Response {
  const schema = z.toJSONSchema(operation.output, { io: 'output' }) as PageSchema
  const columns = Object.keys(schema.properties?.items?.items?.properties ?? {})
  const name = operation.name.split('.').at(-1) ?? 'list'
  context.header('Content-Type', 'text/csv; charset=utf-8; header=present')
  context.header('Content-Disposition', `attachment; filename="${name}.csv"`)
  return stream(context, async (out) => {
    await out.write(csvLine(columns))
    let page = first as Page<Row>
    for (;;) {
      await out.write(page.items.map((item) => csvLine(columns.map((column) => item[column]))).join(''))
      if (page.next_cursor === null || out.aborted) return
      page = (await nextPage(page.next_cursor)) as Page<Row>
    }
  })
}
