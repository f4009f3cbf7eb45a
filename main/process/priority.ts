import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

const { PRIORITY_BELOW_NORMAL } = constants.priority

/** Between the window and the work behind it, in Linux's nice values. */
const BETWEEN = PRIORITY_BELOW_NORMAL / 2

/** Puts this process behind whoever waits at a window: all of its threads, and those that they start. */
export function putProcessBehindWindow(): void {
  setPriority(PRIORITY_BELOW_NORMAL)
  // Linux has a priority for each thread. Those that compile and collect garbage have been running for a while.
  if (process.platform !== 'linux') return
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      setPriority(Number(thread), PRIORITY_BELOW_NORMAL)
    } catch {
      // It has ended since it was listed.
    }
  }
}

/**
 * Puts the calling thread, which answers the window and stores what is imported, between the two. Only Linux has a
 * priority for each thread; elsewhere nothing changes.
 */
export function putThreadBehindWindow(): void {
  if (process.platform === 'linux') setPriority(BETWEEN)
}
