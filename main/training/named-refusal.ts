import { basename } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'

/** The parts of a capture; its refusal names the file, since several are read. */
export async function* namingFile<Part>(path: string, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* parts
  } catch (error) {
    const name = basename(path)
    if (!(error instanceof AnomalyError) || error.code === 'cancelled' || error.message.includes(name)) throw error
    throw new AnomalyError(error.code, `${name}: ${error.message}`, {
      cause: error,
      ...(error.problems === undefined ? {} : { problems: error.problems }),
    })
  }
}
