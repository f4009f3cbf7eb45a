import type { Page } from '@playwright/test'

/** Starts to note every value that a progress bar shows, also those that are gone before anyone could look. */
export async function noteProgress(window: Page): Promise<() => Promise<number[]>> {
  const notes = await window.evaluateHandle(() => {
    const seen = new Set<number>()
    const note = () => {
      for (const bar of document.querySelectorAll('main [role="progressbar"][aria-valuenow]')) {
        seen.add(Number(bar.getAttribute('aria-valuenow')))
      }
    }
    new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
    return seen
  })
  return () => notes.evaluate((seen) => [...seen])
}
