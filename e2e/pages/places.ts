import type { Page } from '@playwright/test'

export type PlaceName = 'Overview' | 'Captures' | 'Flows' | 'Alerts' | 'Models' | 'Settings'
export const PLACES: readonly PlaceName[] = ['Overview', 'Captures', 'Flows', 'Alerts', 'Models', 'Settings']

/** Goes to a place of the window through its rail. */
export async function goTo(window: Page, place: PlaceName): Promise<void> {
  // The link to the alerts also says how many are open.
  const name = new RegExp(`^${place}`)
  await window.getByRole('navigation', { name: 'Places' }).getByRole('link', { name }).click()
  await window.getByRole('heading', { level: 1, name: place }).waitFor()
}
