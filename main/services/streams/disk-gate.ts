import { setTimeout } from 'node:timers/promises'

/** So long at least between two attempts. */
const LOOK_EVERY_MS = 500

/** Holds streams while the disk is full. */
export class DiskGate {
  /** What a person should know; null while there is room. */
  problem: string | null = null

  /** Settles when there may be room again. @throws the reason of the signal */
  async untilRoom(signal: AbortSignal): Promise<void> {
    do await setTimeout(LOOK_EVERY_MS, undefined, { signal })
    while (this.problem !== null)
  }
}
