import { basename } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'

const OF_A_FILE: ReadonlySet<string> = new Set(['unknown_dialect', 'lacks_features', 'unreadable_file'])

/** Does something with a capture; a refusal of the capture names its file. */
export async function namingRefusals<Value>(file: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AnomalyError) || !OF_A_FILE.has(error.code) || error.message.includes(basename(file))) {
      throw error
    }
    throw new AnomalyError(error.code, `${file}: ${error.message}`, {
      cause: error,
      ...(error.problems === undefined ? {} : { problems: error.problems }),
    })
  }
}
