import type { Page } from '@playwright/test'

/** Waits until all parts of a page have had their turn to be drawn. */
export async function untilWhole(window: Page): Promise<void> {
  await window.locator('body:not([data-unfinished])').waitFor({ state: 'attached' })
}
