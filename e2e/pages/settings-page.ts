import type { Locator, Page } from '@playwright/test'

export class SettingsPage {
  readonly window: Page
  readonly threshold: Locator
  readonly ask_for_token: Locator

  constructor(window: Page) {
    this.window = window
    this.threshold = window.getByRole('spinbutton', { name: 'Confidence threshold' })
    this.ask_for_token = window.getByRole('switch', { name: 'Require the token from scripts' })
  }

  choice(setting: 'Theme' | 'Time zone', name: string | RegExp): Locator {
    return this.window.getByRole('group', { name: setting }).getByRole('button', { name })
  }
}
