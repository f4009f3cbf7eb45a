import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

import { untilWhole } from './whole.ts'

/** Fails with what is wrong and where, in a few lines. */
export async function expectAccessible(window: Page, state: string): Promise<void> {
  await untilWhole(window)
  // A tooltip of what the mouse rests on is no part of the page.
  await window.mouse.move(720, 2)
  await expect(window.getByRole('tooltip')).toHaveCount(0)
  // Axe's usual mode opens a page of its own, which the window refuses.
  const { violations } = await new AxeBuilder({ page: window }).setLegacyMode(true).analyze()
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}\n  ${failureSummary ?? ''}`),
  )
  expect.soft(found, state).toEqual([])
}
