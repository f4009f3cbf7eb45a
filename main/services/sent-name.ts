import { AnomalyError } from '../../contract/errors.ts'
import type { CaptureFile } from './capture-file.ts'

/** Does something with an uploaded file; a failure calls it by the name it was sent with, not by where it was put. */
export async function bySentName<Value>({ path, name }: CaptureFile, work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AnomalyError) || !error.message.includes(path)) throw error
    throw new AnomalyError(error.code, error.message.replaceAll(path, name), {
      cause: error,
      ...(error.problems === undefined ? {} : { problems: error.problems }),
    })
  }
}
