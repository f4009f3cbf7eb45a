import type { Page } from '@playwright/test'

export interface Smoothness {
  /** Longest time between two frames. */
  readonly longest_gap_ms: number
  /** Longest stretch of work of the window's thread while a page stays on the screen; 0 when none is above 50 ms. */
  readonly longest_task_ms: number
  /** The same in the moments after another page was asked for. */
  readonly longest_page_change_ms: number
  /** Stretches above 50 ms: where, when, and how long each took. */
  readonly noticeable_tasks: readonly string[]
  readonly frames: number
}

/** Starts to watch how smoothly the window draws; the function it answers with ends that and tells. */
export async function watchFrames(window: Page): Promise<() => Promise<Smoothness>> {
  const watch = await window.evaluateHandle(() => {
    const seen = {
      ...{ longest_gap_ms: 0, longest_task_ms: 0, longest_page_change_ms: 0, frames: 0 },
      noticeable_tasks: [] as string[],
    }
    const PAGE_CHANGE_MS = 700
    const begun_ms = performance.now()
    // Whoever asks for a page, by its link or by a drop that leads to one, begins a change of pages.
    let asked_ms = begun_ms
    for (const event of ['click', 'drop', 'hashchange'] as const) {
      addEventListener(event, () => (asked_ms = performance.now()), true)
    }
    const observer = new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries()) {
        const is_change = startTime < asked_ms + PAGE_CHANGE_MS
        if (is_change) seen.longest_page_change_ms = Math.max(seen.longest_page_change_ms, duration)
        else seen.longest_task_ms = Math.max(seen.longest_task_ms, duration)
        const what = `${location.hash}${is_change ? ', as it was opened' : ''}`
        const after_ms = Math.round(startTime - begun_ms)
        seen.noticeable_tasks.push(`${what}, after ${String(after_ms)} ms: ${String(Math.round(duration))} ms`)
      }
    })
    observer.observe({ type: 'longtask' })
    let last = performance.now()
    const onFrame = (now: number) => {
      seen.longest_gap_ms = Math.max(seen.longest_gap_ms, now - last)
      seen.frames += 1
      last = now
      requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
    return seen
  })
  return () => watch.evaluate((seen) => seen)
}

/**
 * Waits until something is on the page, asked for once a frame by the simplest selector: Playwright's own locators and
 * expectations work through the roles and names of the whole page, up to 60 ms of the thread that is watched.
 */
export async function untilShown(window: Page, selector: string, text = ''): Promise<void> {
  await window.waitForFunction(
    ([selector, text]) => document.querySelector(selector)?.textContent.includes(text) === true,
    [selector, text] as const,
    { timeout: 200_000 },
  )
}
