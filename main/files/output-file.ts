import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { access, constants, type FileHandle, lstat, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isatty } from 'node:tty'

import { AnomalyError } from '../../contract/errors.ts'
import { openFifo } from './fifo-output.ts'
import type { OutputFile } from './output.ts'
import { codeOf, findOutputPlace, notWritable, type OutputPlace, writingFailed } from './output-place.ts'

export type { OutputFile } from './output.ts'

export interface OutputOptions {
  /** Permissions of a new file, before the umask. One that is there keeps its own. */
  readonly mode?: number
  /** Ends the waiting for the reader of a FIFO. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Opens the place of an output.
 *
 * A regular file appears under its name as a whole, once it is complete and on the disk; until then what was there stays.
 * It keeps the permissions and the owner of what it replaces, and a link to it stays a link. Of a file with several names
 * (hard links) this name alone gets the new content. Devices, FIFOs, and what this process has open already (`-`,
 * `/dev/stdout`) are written through. A terminal is refused: the bytes of a capture may be commands to it.
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function openOutputFile(path: string, { mode = 0o666, signal }: OutputOptions = {}): Promise<OutputFile> {
  const place = await findOutputPlace(path)
  switch (place.kind) {
    case 'standard':
      refuseTerminal(path, place.fd)
      return standardOutput(path, place.fd)
    case 'stream': {
      const is_fifo = await stat(place.path).then(
        (found) => found.isFIFO(),
        () => false,
      )
      if (is_fifo) return openFifo(path, place.path, signal)
      // What was given open may be a file with something in it already.
      const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOCTTY
      const handle = await open(place.path, flags).catch((cause: unknown) => {
        throw notWritable(path, cause)
      })
      try {
        refuseTerminal(path, handle.fd)
      } catch (error) {
        await handle.close()
        throw error
      }
      return streamOutput(path, handle)
    }
    case 'file':
      return replacingOutput(path, place, mode)
  }
}

function refuseTerminal(path: string, fd: number): void {
  if (!isatty(fd)) return
  throw new AnomalyError(
    'unreadable_file',
    `${path} is a terminal, and text from a capture may contain terminal control sequences. Give a file name, or use a pipe.`,
  )
}

/** Node may have made these pipes non-blocking, which only its own streams know to wait for. */
function standardOutput(path: string, fd: 1 | 2): OutputFile {
  const stream = fd === 1 ? process.stdout : process.stderr
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (cause) => {
          if (cause == null) resolve()
          else reject(writingFailed(path, cause))
        })
      }),
    commit: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  }
}

function streamOutput(path: string, handle: FileHandle): OutputFile {
  return {
    write: (data) => writeTo(path, handle, data),
    commit: () => handle.close(),
    discard: () => handle.close(),
  }
}

/** Files under way; whatever ends this process in order ends them too. */
const partial_paths = new Set<string>()
let is_watching_exit = false

function watchExit(): void {
  if (is_watching_exit) return
  is_watching_exit = true
  process.once('exit', () => {
    for (const path of partial_paths) rmSync(path, { force: true })
  })
}

async function replacingOutput(
  path: string,
  { path: target, existing }: OutputPlace & { kind: 'file' },
  mode: number,
): Promise<OutputFile> {
  // To replace a file takes the right to write its folder alone; its owner has said that it is to stay.
  if (existing !== null) {
    await access(target, constants.W_OK).catch((cause: unknown) => {
      throw new AnomalyError(
        'unreadable_file',
        `${path} is write-protected. Remove the protection, or choose another file.`,
        {
          cause,
        },
      )
    })
  }
  const partial_path = join(dirname(target), `.anomalyx-${randomBytes(6).toString('hex')}.partial`)
  // 'wx' follows no link, and takes nothing that somebody else has put there.
  const handle = await open(partial_path, 'wx', existing === null ? mode : 0o600).catch((cause: unknown) => {
    throw notWritable(path, cause)
  })
  partial_paths.add(partial_path)
  watchExit()
  const discard = async (): Promise<void> => {
    await handle.close().catch(() => undefined)
    await rm(partial_path, { force: true })
    partial_paths.delete(partial_path)
  }
  return {
    write: (data) => writeTo(path, handle, data),
    commit: async () => {
      try {
        if (existing !== null) {
          // Only the superuser may give a file away; for all others it becomes theirs, as any file that they write anew.
          await handle.chown(existing.uid, existing.gid).catch(() => undefined)
          await handle.chmod(existing.mode & 0o7777)
        }
        await handle.sync()
        await handle.close()
        const now = await lstat(target).catch((cause: unknown) => {
          if (codeOf(cause) === 'ENOENT') return null
          throw cause
        })
        if (now !== null && !now.isFile()) throw new Error('it has been replaced by something that is not a file')
        await rename(partial_path, target)
        partial_paths.delete(partial_path)
      } catch (cause) {
        await discard()
        throw writingFailed(path, cause)
      }
    },
    discard,
  }
}

async function writeTo(path: string, handle: FileHandle, data: string | Uint8Array): Promise<void> {
  try {
    await handle.writeFile(data)
  } catch (cause) {
    throw writingFailed(path, cause)
  }
}
