import { csvLine } from '../../contract/csv.ts'
import { openOutputFile } from '../files/output-file.ts'
import type { CaptureService } from './capture-service.ts'
import type { Evidence } from './evidence.ts'

const PAGE_ROWS = 1000

/** Asks a person where a file goes; null when they change their mind. */
export type ChooseSavePath = (suggested_name: string) => Promise<string | null>

/** Saves the rejected rows of a capture where a person wants them. */
export class RejectedRowsFile {
  readonly #captures: CaptureService
  readonly #evidence: Evidence
  readonly #choose: ChooseSavePath

  constructor(captures: CaptureService, evidence: Evidence, choose: ChooseSavePath) {
    this.#captures = captures
    this.#evidence = evidence
    this.#choose = choose
  }

  /**
   * Writes all rejected rows as CSV; the file appears under its name only when it is complete.
   * @returns null for the path when nobody chose one
   * @throws AnomalyError `not_found`, `invalid_input` for the file of a capture, `unreadable_file` when the file cannot be written
   */
  async save(capture_id: number): Promise<{ path: string | null; rows: number }> {
    const { name } = await this.#captures.get(capture_id)
    const path = await this.#choose(
      `${name.replace(/\.(csv|log|json|jsonl|ndjson|pcap|pcapng|cap)(\.gz|\.zst)?$/i, '')}-rejected-rows.csv`,
    )
    if (path === null) return { path, rows: 0 }
    await this.#evidence.refuse(path)
    let rows = 0
    const file = await openOutputFile(path, { mode: 0o600 })
    try {
      for await (const lines of this.#lines(capture_id, (count) => (rows += count))) await file.write(lines)
    } catch (error) {
      await file.discard()
      throw error
    }
    await file.commit()
    return { path, rows }
  }

  async *#lines(capture_id: number, count: (rows: number) => void): AsyncGenerator<string> {
    yield csvLine(['line_number', 'column', 'value', 'reason', 'segment_id'])
    let cursor: string | undefined
    do {
      const page = await this.#captures.rejectedRows(capture_id, PAGE_ROWS, cursor)
      count(page.items.length)
      yield page.items
        .map(({ line_number, column, value, reason, segment_id }) =>
          csvLine([line_number, column, value, reason, segment_id]),
        )
        .join('')
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
  }
}
