import type { Locator, Page } from '@playwright/test'

export class FlowsPage {
  readonly window: Page
  readonly grid: Locator
  readonly rows: Locator
  /** Which of how many flows are shown, such as "1–100 of 1,400". */
  readonly range: Locator
  readonly filters: Locator
  readonly drawer: Locator

  constructor(window: Page) {
    this.window = window
    this.grid = window.getByRole('grid', { name: 'Flows' })
    this.rows = this.grid.locator('[role="row"][data-id]')
    this.range = window.getByText(/^\d[\d,]*–\d[\d,]* of /)
    this.filters = window.getByRole('group', { name: 'Active filters' })
    this.drawer = window.getByRole('complementary', { name: /^Flow / })
  }

  /** The first row below the header, or else a certain one: its flow, and where it is on the screen, in pixels. */
  topRow(wanted?: string): Promise<{ id: string; top: number } | null> {
    return this.grid.evaluate((grid, wanted) => {
      const rows = [...grid.querySelectorAll<HTMLElement>('[role="row"][data-id]')]
      const header_px = grid.querySelector('.head')?.getBoundingClientRect().bottom ?? 0
      const places = rows.map((row) => ({ id: row.dataset['id'] ?? '', top: row.getBoundingClientRect().top }))
      const found = places.filter(({ id, top }) => (wanted === null ? top > header_px - 33 : id === wanted))
      return found.sort((one, other) => one.top - other.top)[0] ?? null
    }, wanted ?? null)
  }

  async narrow(filter: 'Threat type' | 'Capture', option: RegExp): Promise<void> {
    await this.window.getByRole('combobox', { name: filter }).click()
    await this.window.getByRole('option', { name: option }).click()
  }

  /** Takes one filter away by its chip. */
  async widen(filter: string): Promise<void> {
    await this.filters.getByRole('button', { name: filter }).click()
  }
}
