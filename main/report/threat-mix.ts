import type { Overview } from '../../contract/charts.ts'
import { formatCount, formatShare } from '../../contract/numbers.ts'
import { BENIGN } from '../../contract/threat-styles.ts'
import { at, paperColour } from './chart-parts.ts'
import { html, type Markup } from './markup.ts'

const BAR_WIDTH = 300
const BAR_HEIGHT = 12

/** Flows of each class as a table with bars; Benign has none, for it would leave no room to the others. */
export function threatMix({ by_threat_type, classified }: Pick<Overview, 'by_threat_type' | 'classified'>): Markup {
  if (classified === 0) return html`<p>No flow was classified.</p>`
  const most = Math.max(1, ...by_threat_type.map(({ threat_type, flows }) => (threat_type === BENIGN ? 0 : flows)))
  const rows = by_threat_type.map(
    ({ threat_type, flows }) =>
      html`<tr>
        <th scope="row">${threat_type}</th>
        <td class="number">${formatCount(flows)}</td>
        <td class="number">${formatShare(flows, classified)}</td>
        <td>${threat_type === BENIGN ? html`<span class="quiet">not drawn</span>` : bar(threat_type, flows / most)}</td>
      </tr>`,
  )
  return html`<table class="mix">
    <thead>
      <tr>
        <th scope="col">Threat type</th>
        <th scope="col" class="number">Flows</th>
        <th scope="col" class="number">Of all classified</th>
        <th scope="col">
          <span class="scale"><span>0 flows</span><span>${formatCount(most)} flows</span></span>
        </th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function bar(threat_type: string, share: number): Markup {
  return html`<svg class="bar" aria-hidden="true" viewBox="0 0 ${BAR_WIDTH} ${BAR_HEIGHT}" preserveAspectRatio="none">
    <rect
      x="0"
      y="0"
      width="${at(Math.max(1.5, share * BAR_WIDTH))}"
      height="${BAR_HEIGHT}"
      fill="${paperColour(threat_type)}"
    />
  </svg>`
}
