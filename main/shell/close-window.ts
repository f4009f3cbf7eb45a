import type { BrowserWindow } from 'electron'

import { EVENT_CHANNEL } from '../../contract/bridge.ts'
import type { ClosingEvent, UnderWay } from '../../contract/window.ts'
import type { WindowControl } from '../handlers/window.ts'

/** How long the window may hold its end back, in milliseconds. */
const LONGEST_MS = 4000

/**
 * In which a person may keep the window open while work is under way. It closes then all the same: one that nobody answers
 * for, as when the machine is shut down, must end in time too.
 */
const QUESTION_MS = 3000

/** Until it is asked again whether it may close. */
const AGAIN_MS = 20

/**
 * Closes a window in order. While work is under way it first asks, and closes when the answer, a second request to close or
 * the time tells it to. It lets the window send what a person decided before: while the page prevents its end
 * (`beforeunload`), it is asked again and again. A page that does not answer, or is not done in time, is closed nevertheless.
 */
export class WindowClosing implements WindowControl {
  readonly #window: BrowserWindow
  #since_ms: number | null = null
  #question: NodeJS.Timeout | null = null
  #end: NodeJS.Timeout | undefined

  constructor(window: BrowserWindow, underWay: () => UnderWay) {
    this.#window = window
    window.on('close', (event) => this.#onClose(event, underWay))
    window.on('closed', () => this.#forget())
    window.webContents.on('will-prevent-unload', (event) => {
      // A window that a person reloads is not closed.
      if (this.#since_ms === null) event.preventDefault()
      else setTimeout(() => this.#since_ms !== null && this.close(), AGAIN_MS)
    })
  }

  /** Milliseconds since it was first asked to close. */
  elapsedMs(): number {
    return this.#since_ms === null ? 0 : performance.now() - this.#since_ms
  }

  close(): void {
    if (!this.#window.isDestroyed()) this.#window.close()
  }

  keepOpen(): boolean {
    if (this.#question === null) return false
    this.#forget()
    this.#since_ms = null
    return true
  }

  #onClose(event: { preventDefault: () => void }, underWay: () => UnderWay): void {
    if (this.#since_ms !== null) {
      if (this.#question !== null) clearTimeout(this.#question)
      this.#question = null
      return
    }
    this.#since_ms = performance.now()
    this.#end = setTimeout(() => this.#window.destroy(), LONGEST_MS)
    // Drafts are on the disk even when this process has to be killed.
    this.#window.webContents.session.flushStorageData()
    const under_way = underWay()
    if (under_way.job_ids.length + under_way.recordings.length === 0 || this.#window.webContents.isCrashed()) return
    event.preventDefault()
    this.#question = setTimeout(() => this.close(), QUESTION_MS)
    const message: ClosingEvent = { type: 'closing', closes_in_ms: QUESTION_MS, under_way }
    this.#window.webContents.send(EVENT_CHANNEL, message)
  }

  #forget(): void {
    clearTimeout(this.#end)
    if (this.#question !== null) clearTimeout(this.#question)
    this.#question = null
  }
}
