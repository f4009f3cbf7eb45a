import { AnomalyError } from '../../../contract/errors.ts'
import { type FileBytes, openFile, readFileBytes } from '../file-bytes.ts'
import { KIND_BYTES, notCsvBecause, packedNotCsvBecause } from './file-kind.ts'
import { toSingleByte } from './text-encoding.ts'

/** An open capture: its text bytes, and how far the file itself has been read. */
export type OpenCapture = FileBytes

/**
 * Opens a CSV file, as it is or compressed with gzip or zstd, which are recognised by their magic bytes, whatever the name says.
 * @throws AnomalyError `unreadable_file` when the path is not a readable regular file, or one of another kind; of a
 * compressed file the kind is known with its first bytes.
 */
export async function openCapture(path: string): Promise<OpenCapture> {
  const file = await openFile(path, KIND_BYTES)
  const other_kind = notCsvBecause(file.start)
  if (other_kind !== undefined) {
    await file.handle.close()
    throw notCsv(other_kind)
  }
  const reading = readFileBytes(file)
  const bytes = file.compression === null ? reading.bytes : unpackedText(reading.bytes)
  return { ...reading, bytes: toSingleByte(bytes) }
}

/** @throws AnomalyError `unreadable_file` at the first bytes when they are of another kind of file */
async function* unpackedText(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let is_first = true
  for await (const chunk of bytes) {
    const other_kind = is_first ? packedNotCsvBecause(chunk) : undefined
    if (other_kind !== undefined) throw notCsv(other_kind)
    is_first = false
    yield chunk
  }
}

function notCsv(other_kind: string): AnomalyError {
  return new AnomalyError('unreadable_file', `The file is not a CSV file. ${other_kind}`)
}
