import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, realpathSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:net'

import { AnomalyError } from '../../contract/errors.ts'

/** What is claimed until it is let go, or the process dies. */
export interface Claim {
  readonly release: () => void
}

/** `O_EXLOCK` of macOS, which Node does not name: the lock is on what is opened, not on its name. */
const O_EXLOCK = 0x20

/**
 * Claims a folder or file for this process, by what it is (device and inode) and by where it is. No file carries the
 * claim, so none can be removed to break it: it is a name of the system that one process at a time can have, an abstract
 * socket on Linux and a pipe on Windows; on macOS it is a lock on the folder or file itself. Links, other mounts and other
 * names of the same thing lead to the same claim.
 * @throws AnomalyError `store_failed` when another process has it
 */
export async function claim(path: string): Promise<Claim> {
  if (process.platform === 'darwin') return lockItself(path)
  const real = realpathSync(path)
  const { dev, ino } = statSync(real, { bigint: true })
  const names = [`inode ${String(dev)} ${String(ino)}`, `path ${real}`]
  const servers: Server[] = []
  const release = () => servers.forEach((server) => server.close())
  try {
    for (const name of names) servers.push(await takeName(socketName(name)))
    return { release }
  } catch (error) {
    release()
    throw error
  }
}

function socketName(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 40)
  return process.platform === 'win32' ? `\\\\.\\pipe\\anomalyx-${digest}` : `\0anomalyx-${digest}`
}

function takeName(name: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      // Where the system gives no such names, the lock beside the database has to do.
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') reject(inUse(error))
      else resolve(server)
    })
    server.listen(name, () => resolve(server.unref()))
  })
}

function lockItself(path: string): Claim {
  try {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | O_EXLOCK)
    return { release: () => closeSync(handle) }
  } catch (error) {
    throw inUse(error)
  }
}

export function inUse(cause: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    'Another AnomalyX is using this data directory. Use that one, close it first, or set ANOMALYX_DATA_DIR to another directory.',
    { cause },
  )
}
