import { AnomalyError } from '../../../contract/errors.ts'
import { openFile, readFileBytes } from '../file-bytes.ts'
import { START_BYTES } from '../file-start.ts'
import { conversationLines, type ReadingWatch } from './conversation-lines.ts'

/**
 * Shows the lines of a file that are not blank, from its first on.
 * @param see whether to go on behind the line
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function lookThrough(
  path: string,
  see: (line: string) => boolean,
  { signal, onProgress }: ReadingWatch = {},
): Promise<void> {
  const bytes = readFileBytes(await openFile(path, START_BYTES))
  try {
    for await (const lines of conversationLines(bytes.bytes)) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      for (const { line } of lines) if (!see(line)) return
      await onProgress?.()
    }
  } finally {
    bytes.close()
  }
}
