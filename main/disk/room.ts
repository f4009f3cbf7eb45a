import { statfsSync } from 'node:fs'

import { AnomalyError } from '../../contract/errors.ts'

const MIB = 1 << 20

/** Bytes that this user may still write to the disk of a folder, and its size; null where the system does not tell. */
export function roomOn(folder: string): { readonly free_bytes: number; readonly total_bytes: number } | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder)
    return { free_bytes: bavail * bsize, total_bytes: blocks * bsize }
  } catch {
    return null
  }
}

/** What AnomalyX keeps for itself on a disk of this size, to clear up when it is full: some dozens of pages at least. */
export function reserveBytes(total_bytes: number): number {
  return Math.floor(Math.min(8 * MIB, Math.max(total_bytes / 32, Math.min(4 * MIB, total_bytes / 5))))
}

/** `disk_full`, with how much is free and what to do. */
export function diskFull(folder: string, cause?: unknown): AnomalyError {
  return new AnomalyError('disk_full', diskFullSentence(folder), cause === undefined ? {} : { cause })
}

export function diskFullSentence(folder: string): string {
  const room = roomOn(folder)
  const free = room === null ? '' : ` (${bytesText(room.free_bytes)} free)`
  return `The disk with the data directory is full${free}. Free some space and try again: delete captures you no longer need, or other files on that disk.`
}

/** Such as `3.4 MB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 ? String(value) : value.toFixed(1)} ${units[step] ?? ''}`
}
