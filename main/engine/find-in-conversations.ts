import { AnomalyError } from '../../contract/errors.ts'
import { csvLine } from '../../contract/csv.ts'
import { Behaviour } from '../detect/behaviour/behaviour.ts'
import { DEFAULT_SETTINGS } from '../detect/behaviour/settings.ts'
import { openOutputFile } from '../files/output-file.ts'
import { type ConversationFile, lackOfFeatures } from '../sources/conversations/conversation-file.ts'
import { readConversationFile } from '../sources/conversations/conversation-source.ts'
import { findingsText } from './findings-text.ts'
import type { LabelCaptureParams, LabelCaptureResult } from './protocol.ts'

/**
 * Writes what is noticed across the conversations of a file, and the rejected rows beside it. No copy of the file is
 * written: no model can judge a row of it.
 * @param progress called after each part
 * @throws AnomalyError `unknown_dialect` when nobody asks for findings; `unreadable_file`, `cancelled`
 */
export async function findInConversations(
  file: ConversationFile,
  { findings_path = null, rejects_path }: Pick<LabelCaptureParams, 'findings_path' | 'rejects_path'>,
  signal: AbortSignal,
  progress: () => void,
): Promise<LabelCaptureResult> {
  const { dialect } = file.rows
  if (findings_path === null) {
    throw new AnomalyError(
      'unknown_dialect',
      `${lackOfFeatures(file.rows)} No flow of it can be classified. For what is noticed across its conversations, give --findings FILE, or use "anomalyx behaviour".`,
    )
  }
  const behaviour = new Behaviour(DEFAULT_SETTINGS)
  const findings = await openOutputFile(findings_path, { signal })
  const rejects = rejects_path === null ? null : await openOutputFile(rejects_path, { signal })
  let [conversations, rejected, hash] = [0, 0, '']
  let notices: readonly string[] = []
  try {
    await rejects?.write(csvLine(['line_number', 'column', 'value', 'reason']))
    for await (const part of readConversationFile(file, signal)) {
      behaviour.observe(part.batch, part.instrument)
      conversations += part.rows
      rejected += part.rejected.length
      hash = part.sha256 ?? ''
      notices = part.facts.notices
      const lines = part.rejected.map(({ line_number, column, value, reason }) =>
        csvLine([line_number, column, value, reason]),
      )
      if (lines.length > 0) await rejects?.write(lines.join(''))
      progress()
    }
    await findings.write(findingsText(hash, behaviour.close()))
    await rejects?.commit()
    await findings.commit()
  } catch (error) {
    await findings.discard()
    await rejects?.discard()
    throw error
  }
  return {
    ...{
      sha256: hash,
      rows_read: conversations + rejected,
      classified: 0,
      conversations,
      rejected,
      by_threat_type: {},
    },
    ...{ instrument: dialect.instrument, notices, odd_columns: { duplicates: [], extras: [] } },
    ...{ missing: [], unread: [] },
  }
}
