import type { Page } from '@playwright/test'

export interface Smoothness {
  /** Longest time between two frames. */
  readonly longest_gap_ms: number
  /** Longest stretch of work of the window's thread. */
  readonly longest_task_ms: number
  readonly frames: number
}

/** Starts to watch how smoothly the window draws; the function it answers with ends that and tells. */
export async function watchFrames(window: Page): Promise<() => Promise<Smoothness>> {
  const watch = await window.evaluateHandle(() => {
    const seen = { longest_gap_ms: 0, longest_task_ms: 0, frames: 0 }
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest_task_ms = Math.max(seen.longest_task_ms, duration)
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
