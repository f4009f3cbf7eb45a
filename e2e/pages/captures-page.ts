import type { Locator, Page } from '@playwright/test'

export class CapturesPage {
  readonly window: Page
  readonly history: Locator
  /** The hidden input behind every "Choose files…". */
  readonly file_input: Locator

  constructor(window: Page) {
    this.window = window
    this.history = window.getByRole('table', { name: 'Imported captures' })
    this.file_input = window.getByLabel('Capture files')
  }

  /** An import that is under way, was refused, or has just ended. */
  import(name: string): Locator {
    const cards = this.window.getByRole('article', { name: `Import of ${name}` })
    // While a file is looked at, its card may stand beside that of the job it has just become.
    return cards.filter({ hasNotText: 'Checking' })
  }

  /** The line of a capture in the history. */
  capture(name: string): Locator {
    return this.history.getByRole('row').filter({ has: this.window.getByRole('rowheader', { name }) })
  }

  async chooseAction(name: string, action: string): Promise<void> {
    await this.capture(name)
      .getByRole('button', { name: `More actions for ${name}` })
      .click()
    await this.window.getByRole('menuitem', { name: action }).click()
  }

  /** The dialog that a person gets from "N rejected". */
  get rejected_rows(): Locator {
    return this.window.getByRole('dialog', { name: /^Rejected rows of/ })
  }
}
