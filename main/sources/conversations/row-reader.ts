import type { InstrumentFacts } from '../../flow/conversations.ts'
import type { Dialect, TimeFormat } from '../csv/dialects.ts'
import type { Reading } from './record.ts'

/** Reads the lines of one format. It may keep what earlier lines told of later ones. */
export interface RowReader {
  readonly dialect: Dialect
  readonly instrument: InstrumentFacts
  /** How many of the features of a flow (main/flow/features.ts) the format tells. */
  readonly told_features: number
  /** Between cells; empty where a row is a JSON object. */
  readonly delimiter: string
  readonly has_header: boolean
  /** Names in the file and what each is read as; null for one that nothing is read from. */
  readonly columns: readonly { readonly name: string; readonly read_as: string | null }[]
  /** Cells of a row as they are written; null for a line that is no row. */
  cells(line: string): readonly string[] | null
  /** Time of a row as it is written; null for a line that is no row, or has none. */
  timeText(line: string): string | null
  /** What a line tells; null for a line that is no row. */
  read(line: string, time_format: TimeFormat): Reading
  /** Takes what a line tells of later ones, where nobody needs the line itself. */
  pass(line: string): void
  /** What a person should know of the lines that were read so far. */
  notices(): readonly string[]
  /** Whether the lines so far tell what the rows tell; left out where a header or the format itself does. */
  readonly is_settled?: boolean
  /** Takes what a line tells of all rows. */
  settle?(line: string): void
  /**
   * Rows are read by what the lines told, which were those of the whole file where it is still not settled.
   * @throws AnomalyError `unknown_dialect` where none of them was a row
   */
  endSettling?(): void
}

/** A format that conversations are read from. */
export interface ConversationFormat {
  /**
   * A reader for a file that begins so; undefined for a file of another format.
   * @param lines the first ones that are not blank
   * @param is_whole whether the file has no others
   * @throws AnomalyError `unknown_dialect` for a file of this instrument that has no conversations
   */
  open(lines: readonly string[], is_whole: boolean): RowReader | undefined
}
