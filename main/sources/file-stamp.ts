import type { Stats } from 'node:fs'

/** Differs when a file does, as far as the file system can tell. */
export function stampOf({ size, mtimeMs, ctimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>): string {
  return [size, mtimeMs, ctimeMs, ino].join()
}
