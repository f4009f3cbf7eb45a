import type { Locator, Page } from '@playwright/test'

/** What is followed, on the page of captures. */
export class LivePage {
  readonly window: Page
  readonly streams: Locator
  readonly dialog: Locator
  readonly status: Locator

  constructor(window: Page) {
    this.window = window
    this.streams = window.getByRole('table', { name: 'Live streams' })
    this.dialog = window.getByRole('dialog', { name: 'Follow an interface or a folder' })
    this.status = window.getByRole('contentinfo', { name: 'Status' })
  }

  /** The line of a stream. */
  stream(name: string): Locator {
    return this.streams.getByRole('row').filter({ has: this.window.getByRole('rowheader', { name }) })
  }

  /** The number of segments that were read of a stream, which opens their list. */
  segments(name: string): Locator {
    return this.stream(name).getByRole('button', { name: `Segments of ${name}` })
  }

  action(name: string, action: 'Pause' | 'Resume' | 'Stop'): Locator {
    return this.stream(name).getByRole('button', { name: `${action} ${name}` })
  }

  async open(): Promise<void> {
    await this.window.getByRole('button', { name: 'Follow…' }).click()
    await this.dialog.waitFor()
  }

  async choose(kind: 'Network interface' | 'Folder'): Promise<void> {
    await this.dialog.getByRole('button', { name: kind }).click()
  }

  /** Follows a folder, whose path is written. */
  async followFolder(path: string, name: string): Promise<void> {
    await this.open()
    await this.choose('Folder')
    await this.dialog.getByRole('textbox', { name: 'Folder' }).fill(path)
    await this.dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await this.dialog.getByRole('button', { name: 'Start following' }).click()
    await this.dialog.waitFor({ state: 'hidden' })
  }
}
