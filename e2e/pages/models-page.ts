import type { Locator, Page } from '@playwright/test'

export class ModelsPage {
  readonly window: Page
  readonly library: Locator
  readonly activations: Locator
  readonly folder_input: Locator
  readonly zip_input: Locator
  /** The dialog that asks before a model takes over or goes. */
  readonly question: Locator

  constructor(window: Page) {
    this.window = window
    this.library = window.getByRole('table', { name: 'Models' })
    this.activations = window.getByRole('list', { name: 'Activations, newest first' })
    this.folder_input = window.getByLabel('Model bundle as folder')
    this.zip_input = window.getByLabel('Model bundle as .zip')
    this.question = window.getByRole('alertdialog')
  }

  model(id: string): Locator {
    return this.library.getByRole('row').filter({ has: this.window.getByRole('link', { name: id, exact: true }) })
  }

  get active(): Locator {
    return this.library.getByRole('row').filter({ hasText: 'Active' })
  }

  training(name: string): Locator {
    return this.window.getByRole('article', { name: `Training of ${name}` })
  }

  async train(name: string, capture: string): Promise<void> {
    await this.window.getByRole('button', { name: 'Train…' }).click()
    const dialog = this.window.getByRole('dialog', { name: 'Train a model' })
    await dialog.getByRole('checkbox', { name: capture }).check()
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await dialog.getByRole('button', { name: 'Train', exact: true }).click()
  }

  /** Asks for something, and means it. */
  async confirm(button: 'Activate' | 'Roll back' | 'Delete model'): Promise<void> {
    await this.question.getByRole('button', { name: button }).click()
    await this.question.waitFor({ state: 'detached' })
  }
}
