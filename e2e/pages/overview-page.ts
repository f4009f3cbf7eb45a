import type { Locator, Page } from '@playwright/test'

import { numberIn } from '../support/numbers.ts'

export type Figure = 'Rows read' | 'Classified' | 'Conversations only' | 'Rejected' | 'Threats' | 'Unknown'

export class OverviewPage {
  readonly first_capture: Locator
  readonly totals: Locator
  readonly chart: Locator
  readonly bars: Locator
  readonly mix: Locator
  readonly top_alerts: Locator

  constructor(window: Page) {
    this.first_capture = window.getByRole('region', { name: 'First capture' })
    this.totals = window.getByRole('region', { name: 'Totals' })
    this.chart = window.getByRole('region', { name: /^Threats over/ })
    this.bars = this.chart.locator('.stacked-bars rect')
    this.mix = window.getByRole('region', { name: 'Threat mix' })
    this.top_alerts = window.getByRole('table', { name: 'Alerts to look at first' })
  }

  async figure(name: Figure): Promise<number> {
    const text = await this.totals.innerText()
    return numberIn(text.slice(text.indexOf(name) + name.length))
  }

  /** Flows of each threat type as the mix shows them, Benign included. */
  async flowsByThreatType(): Promise<Record<string, number>> {
    // Waits until the mix is drawn, which a list that may be empty does not.
    const benign = await this.mix.getByText(/flows, .* of classified/).innerText()
    const rows = await this.mix.getByRole('listitem').allInnerTexts()
    const threats = rows.map((row) => {
      const [name = '', flows = ''] = row.split('\n')
      return [name, numberIn(flows)] as const
    })
    return { ...Object.fromEntries(threats), Benign: numberIn(benign) }
  }

  /** Flows of each threat type added up over the chart's table. */
  async flowsOverTime(): Promise<Record<string, number>> {
    await this.chart.getByRole('button', { name: 'Table' }).click()
    const table = this.chart.getByRole('table')
    const names = await table.getByRole('columnheader').allInnerTexts()
    const rows = await table.locator('tbody').getByRole('row').allInnerTexts()
    const totals = Object.fromEntries(names.slice(1).map((name) => [name, 0]))
    for (const row of rows) {
      const cells = row.split('\t')
      names.forEach((name, place) => {
        if (place > 0) totals[name] = (totals[name] ?? 0) + numberIn(cells[place] ?? '')
      })
    }
    await this.chart.getByRole('button', { name: 'Chart' }).click()
    return totals
  }
}
