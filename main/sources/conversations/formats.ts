import { argus } from './argus.ts'
import { eve } from './eve.ts'
import { nfdump } from './nfdump.ts'
import type { ConversationFormat, RowReader } from './row-reader.ts'
import { zeekJson } from './zeek-json.ts'
import { zeekTsv } from './zeek-tsv.ts'

const FORMATS: readonly ConversationFormat[] = [zeekTsv, zeekJson, eve, nfdump, argus]

/**
 * A reader for a file of conversations that begins so; undefined for any other file.
 * @param lines the first ones that are not blank
 * @param is_whole whether the file has no others
 * @throws AnomalyError `unknown_dialect` for a file of a known instrument that has no conversations
 */
export function openRows(lines: readonly string[], is_whole: boolean): RowReader | undefined {
  for (const format of FORMATS) {
    const reader = format.open(lines, is_whole)
    if (reader !== undefined) return reader
  }
  return undefined
}
