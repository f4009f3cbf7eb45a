import { EvidenceCollector, type TimeEvidence } from '../csv/date-order.ts'
import { readTimeText } from '../csv/timestamp.ts'
import type { ReadingWatch } from './conversation-lines.ts'
import { lookThrough } from './look-through.ts'
import type { RowReader } from './row-reader.ts'

/**
 * What the times in all of a file prove of the order of its dates.
 * @param rows a reader of its own: it follows the headers of the file
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function surveyTimes(path: string, rows: RowReader, watch: ReadingWatch = {}): Promise<TimeEvidence> {
  const evidence = new EvidenceCollector()
  let last = ''
  const see = (line: string) => {
    const text = rows.timeText(line) ?? ''
    if (text !== last) evidence.add(readTimeText(text))
    last = text
    return true
  }
  await lookThrough(path, see, watch)
  return evidence
}
