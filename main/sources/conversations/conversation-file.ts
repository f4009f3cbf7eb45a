import { FEATURE_COUNT } from '../../flow/features.ts'
import type { TimeFormat } from '../csv/dialects.ts'
import { readTimes } from '../csv/time-format.ts'
import { readTimeText } from '../csv/timestamp.ts'
import type { ReadingWatch } from './conversation-lines.ts'
import { readFirstLines } from './first-lines.ts'
import { openRows } from './formats.ts'
import { lookThrough } from './look-through.ts'
import type { RowReader } from './row-reader.ts'
import { surveyTimes } from './time-survey.ts'

/** A file whose rows are conversations, and how they are read. */
export interface ConversationFile {
  readonly path: string
  readonly rows: RowReader
  readonly time_format: TimeFormat
  /** What a person should know of how it is read, as far as its first rows tell. */
  readonly notices: readonly string[]
  /** The first lines that are not blank. */
  readonly first_lines: readonly string[]
}

/** How a file is to be read, and who looks on where all of it is looked through. */
export interface ConversationOptions extends ReadingWatch {
  /** Offset of the recording place from UTC as a person gives it, for times that do not tell their own. */
  readonly utc_offset_minutes?: number
  /** Whether the first lines are enough; else all of the file is looked through where they leave its times open. */
  readonly is_preview?: boolean
}

/**
 * Looks whether a file is one of an instrument that tells conversations, whatever its name; null for any other file.
 * @throws AnomalyError `unreadable_file`; `unknown_dialect` for a file of such an instrument that has no conversations
 */
export async function openConversationFile(
  path: string,
  { utc_offset_minutes, is_preview = false, ...watch }: ConversationOptions = {},
): Promise<ConversationFile | null> {
  const { first_lines, is_longer } = await readFirstLines(path)
  const rows = openRows(first_lines, !is_longer)
  if (rows === undefined) return null
  if (is_longer && !is_preview) await settle(path, rows, watch)
  const texts = timeTexts(first_lines).map(readTimeText)
  const given = utc_offset_minutes === undefined ? {} : { utc_offset_minutes }
  const at_first = readTimes(texts, rows.dialect, given)
  const survey_rows = at_first.are_times_open && is_longer && !is_preview ? openRows(first_lines, false) : undefined
  const { time_format, notices } =
    survey_rows === undefined
      ? at_first
      : readTimes(texts, rows.dialect, { ...given, evidence: await surveyTimes(path, survey_rows, watch) })
  return { path, rows, time_format, notices: [...blindness(rows), ...notices], first_lines }
}

/** Looks at as many lines as it takes to know what the rows tell: mostly no more than the first ones. */
async function settle(path: string, rows: RowReader, watch: ReadingWatch): Promise<void> {
  if (rows.is_settled !== false) return
  const see = (line: string) => {
    rows.settle?.(line)
    return rows.is_settled === false
  }
  await lookThrough(path, see, watch)
  rows.endSettling?.()
}

/** Read by a reader of their own, since it follows the headers among the lines. */
function timeTexts(first_lines: readonly string[]): readonly string[] {
  const rows = openRows(first_lines, false)
  return first_lines.flatMap((line) => rows?.timeText(line) ?? [])
}

/** Why no model can judge the rows, in a sentence. */
export function lackOfFeatures({ dialect, told_features }: RowReader): string {
  const lacks = FEATURE_COUNT - told_features
  return `The model cannot judge: ${dialect.title} lacks ${String(lacks)} of the ${String(FEATURE_COUNT)} features of a flow.`
}

function blindness(rows: RowReader): string[] {
  const { header_bytes, untold } = rows.instrument
  return [
    `${lackOfFeatures(rows)} Its rows are conversations only: they are counted, not classified and not stored. What is noticed across them raises alerts.`,
    ...(header_bytes === null || untold.includes('lengths')
      ? []
      : [
          `Its lengths include headers; for payload, ${String(header_bytes.tcp)} bytes are taken off for each TCP packet and ${String(header_bytes.other)} for each other one.`,
        ]),
  ]
}
