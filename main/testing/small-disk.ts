import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { afterEach } from 'vitest'

/** A file system of its own, so small that a test can fill it. */
export interface SmallDisk {
  readonly path: string
  /** Writes until nothing more fits. */
  fill(): void
  /** Takes away what filled it. */
  free(): void
}

/** Only root may mount one; elsewhere these tests have nothing to run on, and say so. */
export const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0 && canMount()

if (!CAN_MOUNT)
  process.stderr.write('Not run: tests of a full or read-only disk mount a small one, which needs root on Linux.\n')

/** Disks for the tests of one file, each gone when its test ends. */
export function useSmallDisks(): (path: string, size_bytes: number) => SmallDisk {
  const mounted: string[] = []
  afterEach(() => {
    for (const path of mounted.splice(0)) execFileSync('umount', ['--lazy', path])
  })
  return (path, size_bytes) => {
    mkdirSync(path, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(size_bytes)}`, 'tmpfs', path])
    mounted.push(path)
    const filler = join(path, 'filler')
    return { path, fill: () => fillUp(filler), free: () => rmSync(filler) }
  }
}

/** @throws Error when the disk is not mounted any more: what is below its path then is the disk of the machine */
function fillUp(path: string): void {
  const file = openSync(path, 'a')
  try {
    const folder = dirname(path)
    if (statSync(path).dev === statSync(dirname(folder)).dev)
      throw new Error(`${folder} is no disk of its own any more`)
    for (let bytes = 1 << 20; bytes >= 4096; bytes /= 2) writeUntilRefused(file, Buffer.alloc(bytes))
  } finally {
    closeSync(file)
  }
}

function writeUntilRefused(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) === block.length);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
