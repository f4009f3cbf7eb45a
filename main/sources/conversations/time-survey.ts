import { AnomalyError } from '../../../contract/errors.ts'
import { EvidenceCollector, type TimeEvidence } from '../csv/date-order.ts'
import { readTimeText } from '../csv/timestamp.ts'
import { openFile, readFileBytes } from '../file-bytes.ts'
import { START_BYTES } from '../file-start.ts'
import { conversationLines, type ReadingWatch } from './conversation-lines.ts'
import type { RowReader } from './row-reader.ts'

/**
 * What the times in all of a file prove of the order of its dates.
 * @param rows a reader of its own: it follows the headers of the file
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function surveyTimes(
  path: string,
  rows: RowReader,
  { signal, onProgress }: ReadingWatch = {},
): Promise<TimeEvidence> {
  const evidence = new EvidenceCollector()
  const bytes = readFileBytes(await openFile(path, START_BYTES))
  let last = ''
  try {
    for await (const lines of conversationLines(bytes.bytes)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (const { line } of lines) {
        const text = rows.timeText(line) ?? ''
        if (text !== last) evidence.add(readTimeText(text))
        last = text
      }
      await onProgress?.()
    }
  } finally {
    bytes.close()
  }
  return evidence
}
