import { setTimeout } from 'node:timers/promises'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000

/**
 * Retries a step until it succeeds: for work that must be done as soon as a full disk or a locked database allows it.
 * @param onFailure told each failure
 * @returns false when `stopping` aborted before it worked
 */
export async function insist(
  step: () => Promise<void>,
  stopping: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<boolean> {
  for (let wait_ms = FIRST_WAIT_MS; ; wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS)) {
    try {
      await step()
      return true
    } catch (error) {
      onFailure(error)
    }
    await setTimeout(wait_ms, undefined, { signal: stopping }).catch(() => undefined)
    if (stopping.aborted) return false
  }
}
