import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * The content of a file that is read as a whole. A FIFO would be waited for until somebody writes into it, and a device
 * may have no end; neither is read.
 * @throws Error of the file system, or that it is not a regular file
 */
export async function readRegular(path: string): Promise<Buffer> {
  // Windows has no such flag, and nothing that opening would wait for.
  const handle = await open(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0))
  try {
    if (!(await handle.stat()).isFile()) throw new Error(`${path} is not a regular file`)
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
