import type { Page } from '@playwright/test'

export interface Smoothness {
  /** Longest time between two frames. */
  readonly longest_gap_ms: number
  /** Longest stretch of work of the window's thread. */
  readonly longest_task_ms: number
  /** Stretches that a person can notice: which place was shown at the end of each, and how long it took. */
  readonly noticeable_tasks: readonly string[]
  readonly frames: number
}

/** Starts to watch how smoothly the window draws; the function it answers with ends that and tells. */
export async function watchFrames(window: Page): Promise<() => Promise<Smoothness>> {
  const watch = await window.evaluateHandle(() => {
    const begun_ms = performance.now()
    const seen = { longest_gap_ms: 0, longest_task_ms: 0, noticeable_tasks: [] as string[], frames: 0 }
    const observer = new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries()) {
        seen.longest_task_ms = Math.max(seen.longest_task_ms, duration)
        const after_ms = Math.round(startTime - begun_ms)
        seen.noticeable_tasks.push(`${location.hash} after ${String(after_ms)} ms: ${String(Math.round(duration))} ms`)
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
