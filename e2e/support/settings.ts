import { expect, type Page } from '@playwright/test'

import type { Settings } from '../../contract/settings.ts'
import type { Api } from './api.ts'

export function changeSettings(api: Api, change: Partial<Settings>): Promise<Settings> {
  return api.read('/settings', {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(change),
  })
}

/** Changes the theme and waits until the window wears it. */
export async function wear(window: Page, api: Api, theme: 'light' | 'dark'): Promise<void> {
  await changeSettings(api, { theme })
  await expect(window.locator('html')).toHaveAttribute('data-theme', theme)
}
