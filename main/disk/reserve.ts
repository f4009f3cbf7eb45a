import { randomBytes } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { reserveBytes, roomOn } from './room.ts'

/**
 * Room on the disk that AnomalyX keeps for itself: deleting a failed import writes before it frees anything, which a full
 * disk would not let it. The file is removed when the disk is full, and written again once there is room.
 */
const NAME = 'reserved-space'

export function reservedBytes(data_dir: string): number {
  return statSync(join(data_dir, NAME), { throwIfNoEntry: false })?.size ?? 0
}

/** Writes the reserve if it is not there and the disk has three times as much. */
export async function keepReserve(data_dir: string): Promise<void> {
  const room = roomOn(data_dir)
  if (room === null) return
  const bytes = reserveBytes(room.total_bytes)
  if (reservedBytes(data_dir) >= bytes || room.free_bytes < 3 * bytes) return
  const path = join(data_dir, NAME)
  try {
    // Random, since a file system that compresses would keep no room for zeros.
    await rm(`${path}.part`, { force: true })
    await writeFile(`${path}.part`, randomBytes(bytes), { flag: 'wx', mode: 0o600 })
    await rename(`${path}.part`, path)
  } catch {
    await rm(`${path}.part`, { force: true })
  }
}

/** @returns whether there was something to give up */
export function giveUpReserve(data_dir: string): boolean {
  if (reservedBytes(data_dir) === 0) return false
  rmSync(join(data_dir, NAME), { force: true })
  return true
}
