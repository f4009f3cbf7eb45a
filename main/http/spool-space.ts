import { statfs } from 'node:fs/promises'

import { AnomalyError } from '../../contract/errors.ts'

/** Bytes that others than root may still write to the disk of a folder. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Space for uploads on the disk of the spool folder: no two of them are promised the same. */
export class SpoolSpace {
  readonly #folder: string
  readonly #kept_free_bytes: number
  /** Promised to uploads that have not written it yet. */
  #promised = 0

  constructor(folder: string, kept_free_bytes: number) {
    this.#folder = folder
    this.#kept_free_bytes = kept_free_bytes
  }

  /** @throws AnomalyError `disk_full` */
  async promise(bytes: number): Promise<void> {
    this.#promised += bytes
    const free = await freeBytes(this.#folder)
    if (free >= this.#promised + this.#kept_free_bytes) return
    this.#promised -= bytes
    throw diskFull(`The disk of the data directory has ${megabytes(free)} MB free`)
  }

  /** What was promised is written, or not needed any more. */
  settle(bytes: number): void {
    this.#promised -= bytes
  }
}

/** @param found what shows that the disk is full, as the beginning of a sentence */
export function diskFull(found: string, cause?: unknown): AnomalyError {
  return new AnomalyError(
    'disk_full',
    `${found}, which is not enough for this upload. Free some space, or set ANOMALYX_DATA_DIR to another disk, and send it again.`,
    { cause },
  )
}

function megabytes(bytes: number): string {
  return String(Math.floor(bytes / 1e6))
}
