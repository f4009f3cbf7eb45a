/** So many rows are read at a time. */
const PAGE_ROWS = 1000

type ReadPage<Row> = (before_id: number, limit: number) => Promise<{ readonly rows: readonly Row[] }>

/**
 * All rows of a list of the store, the newest first, read page by page.
 * @param readPage rows whose ids are below `before_id`, the newest first
 */
export async function* everyRow<Row extends { readonly id: number }>(readPage: ReadPage<Row>): AsyncGenerator<Row> {
  for (let before_id = Number.MAX_SAFE_INTEGER; ;) {
    const { rows } = await readPage(before_id, PAGE_ROWS)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_ROWS) return
    before_id = last.id
  }
}
