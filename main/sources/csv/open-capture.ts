import { AnomalyError } from '../../../contract/errors.ts'
import { type FileBytes, openFile, readFileBytes } from '../file-bytes.ts'
import { KIND_BYTES, notCsvBecause } from './file-kind.ts'
import { toSingleByte } from './text-encoding.ts'

/** An open capture: its text bytes, and how far the file itself has been read. */
export type OpenCapture = FileBytes

/**
 * Opens a `.csv` or `.csv.gz` file; gzip is recognised by its magic bytes, whatever the name says.
 * @throws AnomalyError `unreadable_file` when the path is not a readable regular file, or one of another kind.
 */
export async function openCapture(path: string): Promise<OpenCapture> {
  const file = await openFile(path, KIND_BYTES)
  const other_kind = notCsvBecause(file.start)
  if (other_kind !== undefined) {
    await file.handle.close()
    throw new AnomalyError('unreadable_file', `The file is not a CSV file. ${other_kind}`)
  }
  const reading = readFileBytes(file)
  return { ...reading, bytes: toSingleByte(reading.bytes) }
}
