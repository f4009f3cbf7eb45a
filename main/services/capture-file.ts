import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'

/** A file about to be imported, as it is at this moment. */
export interface CaptureFile {
  readonly path: string
  readonly name: string
  readonly size_bytes: number
  readonly modified_ms: number
  readonly sha256: string
}

const ACCEPTED = /\.csv(\.gz)?$/i

/**
 * Checks that a path is a capture that may be read, and hashes it.
 * @throws AnomalyError `unsupported_type`, `unreadable_file`
 */
export async function inspectCaptureFile(path: string, name = basename(path)): Promise<CaptureFile> {
  if (!isAbsolute(path)) throw new AnomalyError('unreadable_file', `${path} is not an absolute path.`)
  const refused = [name, basename(path)].find((each) => !ACCEPTED.test(each))
  if (refused !== undefined) {
    throw new AnomalyError(
      'unsupported_type',
      `${refused} is not a .csv or .csv.gz file. AnomalyX reads CICFlowMeter CSV files.`,
    )
  }
  try {
    const { size, mtimeMs } = await statFile(path)
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Buffer)
    return { path, name, size_bytes: size, modified_ms: mtimeMs, sha256: hash.digest('hex') }
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw new AnomalyError(
      'unreadable_file',
      `${path} cannot be read. Check that it is there and that you may open it.`,
      {
        cause,
      },
    )
  }
}

/** @throws AnomalyError `unreadable_file` when the file is not what was hashed any more. */
export async function checkUnchanged(file: CaptureFile): Promise<void> {
  const { size, mtimeMs } = await statFile(file.path)
  if (size !== file.size_bytes || mtimeMs !== file.modified_ms) {
    throw new AnomalyError(
      'unreadable_file',
      `${file.name} was changed while it was read, so its hash does not stand for what was classified. Import it again once it is complete.`,
    )
  }
}

async function statFile(path: string) {
  const stats = await stat(path)
  if (!stats.isFile()) throw new AnomalyError('unreadable_file', `${path} is not a regular file.`)
  return stats
}
