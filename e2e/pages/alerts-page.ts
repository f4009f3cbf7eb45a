import type { Locator, Page } from '@playwright/test'

export type StatusTab = 'Open' | 'Acknowledged' | 'Closed' | 'All'

export class AlertsPage {
  readonly window: Page
  readonly queue: Locator
  readonly rows: Locator
  readonly chosen: Locator
  readonly details: Locator
  readonly history: Locator
  readonly note: Locator
  /** Table of the conversations that were noticed. */
  readonly conversations: Locator
  /** The passing message at the foot of the window. */
  readonly message: Locator

  constructor(window: Page) {
    this.window = window
    this.queue = window.getByRole('listbox', { name: 'Alerts' })
    this.rows = this.queue.getByRole('option')
    this.chosen = this.queue.getByRole('option', { selected: true })
    this.details = window.getByRole('region', { name: 'Alert details' })
    this.history = this.details.getByRole('region', { name: 'History' })
    this.conversations = this.details.getByRole('table', { name: 'Conversations of what was noticed' })
    this.note = this.details.getByRole('textbox', { name: 'Note' })
    this.message = window.locator('.MuiSnackbar-root')
  }

  tab(name: StatusTab): Locator {
    return this.window.getByRole('tab', { name: new RegExp(`^${name} `) })
  }

  action(name: 'Acknowledge' | 'Close' | 'Reopen' | 'Add note'): Locator {
    return this.details.getByRole('button', { name, exact: true })
  }

  async narrow(filter: 'Severity' | 'Threat type' | 'Capture', option: RegExp): Promise<void> {
    await this.window.getByRole('combobox', { name: filter }).click()
    await this.window.getByRole('option', { name: option }).click()
  }
}
