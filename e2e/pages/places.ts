import type { Page } from '@playwright/test'

import { untilWhole } from '../support/whole.ts'

export type PlaceName = 'Overview' | 'Captures' | 'Flows' | 'Alerts' | 'Models' | 'Settings'
export const PLACES: readonly PlaceName[] = ['Overview', 'Captures', 'Flows', 'Alerts', 'Models', 'Settings']

const railOf = (window: Page) => window.getByRole('navigation', { name: 'Navigation' })

// The link to the alerts also says how many are open.
const linkTo = (window: Page, place: PlaceName) => railOf(window).getByRole('link', { name: new RegExp(`^${place}`) })

/** Goes to a place of the window through its rail. */
export async function goTo(window: Page, place: PlaceName): Promise<void> {
  await linkTo(window, place).click()
  await window.getByRole('heading', { level: 1, name: place }).waitFor()
  await untilWhole(window)
}

/** Where the links of the rail are, for a test that watches the window and must not have it look for them meanwhile. */
export async function linksOf(window: Page): Promise<Record<PlaceName, { x: number; y: number }>> {
  const found = PLACES.map(async (place) => {
    const box = await linkTo(window, place).boundingBox()
    if (box === null) throw new Error(`the link to ${place} is not shown`)
    return [place, { x: box.x + box.width / 2, y: box.y + box.height / 2 }] as const
  })
  return Object.fromEntries(await Promise.all(found)) as Record<PlaceName, { x: number; y: number }>
}
