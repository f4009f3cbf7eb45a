import { type FileHandle, open } from 'node:fs/promises'

/** Reads a file that is open as long as the work takes. */
export async function withFile<Result>(path: string, work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(path, 'r')
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}
