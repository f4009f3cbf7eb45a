import { AnomalyError } from '../../../contract/errors.ts'

/** The log of Zeek that has conversations. */
export const CONN = 'conn'
/** What lines are counted as that do not tell their log. */
export const UNKNOWN_LOG = 'of an unknown log'

/** What was passed over, in a sentence. @param skipped such as `7 dns`; null for nothing */
export function passedOver(skipped: string | null): readonly string[] {
  return skipped === null ? [] : [`Lines of other logs than conn.log were passed over: ${skipped}.`]
}

/** @param missing fields of a conversation that a log does not have @param log its name; null where it does not tell it */
export function noConnLog(missing: readonly string[], log: string | null): AnomalyError {
  const lacks = missing.length === 0 ? 'conversations' : missing.join(', ')
  return new AnomalyError(
    'unknown_dialect',
    log === CONN
      ? `The file is a conn.log of Zeek and lacks ${lacks}. A conversation needs that: let Zeek log it, or import a log that has it.`
      : `The file is ${log === null ? 'a log of Zeek' : `the ${log}.log of Zeek`} and lacks ${lacks}. Of the logs of Zeek, conn.log has conversations: import that one.`,
  )
}
