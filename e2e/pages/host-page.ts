import type { Locator, Page } from '@playwright/test'

export class HostPage {
  readonly window: Page
  readonly totals: Locator
  readonly timeline: Locator
  readonly peers: Locator
  readonly ports: Locator
  readonly notes: Locator
  readonly history: Locator
  readonly tags: Locator
  readonly note: Locator

  constructor(window: Page) {
    this.window = window
    this.totals = window.getByRole('region', { name: 'Totals' })
    this.timeline = window.getByRole('region', { name: /^Flows over/ })
    this.peers = window.getByRole('table', { name: 'Peers' })
    this.ports = window.getByRole('table', { name: 'Destination ports' })
    this.notes = window.getByRole('region', { name: 'Notes and tags' })
    this.history = this.notes.getByRole('list', { name: 'History' })
    this.tags = this.notes.getByRole('list', { name: 'Tags' })
    this.note = this.notes.getByRole('textbox', { name: 'Note' })
  }

  title(address: string): Locator {
    return this.window.getByRole('heading', { level: 1, name: address, exact: true })
  }
}
