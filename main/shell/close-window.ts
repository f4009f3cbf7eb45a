import type { BrowserWindow } from 'electron'

/** How long the window may hold its end back, in milliseconds. */
const LONGEST_MS = 4000

/** Until it is asked again whether it may close. */
const AGAIN_MS = 20

/**
 * Lets the window send what a person decided before it closes: while it prevents that (`beforeunload`), it is asked again
 * and again. One that does not answer, or is not done in time, is closed nevertheless.
 * @returns tells how many milliseconds ago it was first asked
 */
export function closeOnceDone(window: BrowserWindow): () => number {
  let closing_since_ms: number | null = null
  window.on('close', () => {
    if (closing_since_ms !== null) return
    closing_since_ms = performance.now()
    const timer = setTimeout(() => window.destroy(), LONGEST_MS)
    window.once('closed', () => clearTimeout(timer))
    // Drafts are on the disk even when this process has to be killed.
    window.webContents.session.flushStorageData()
  })
  window.webContents.on('will-prevent-unload', (event) => {
    // A window that a person reloads is not closed.
    if (closing_since_ms === null) event.preventDefault()
    else {
      setTimeout(() => {
        if (!window.isDestroyed()) window.close()
      }, AGAIN_MS)
    }
  })
  return () => (closing_since_ms === null ? 0 : performance.now() - closing_since_ms)
}
