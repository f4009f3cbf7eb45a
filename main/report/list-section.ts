import type { Flow } from '../../contract/flows.ts'
import { formatEndpoint } from '../../contract/endpoints.ts'
import { formatConfidence, formatCount, formatCounted } from '../../contract/numbers.ts'
import { PROTOCOL_NAMES } from '../../contract/protocols.ts'
import type { ReportFacts } from './facts.ts'
import { html, type Markup } from './markup.ts'
import { type TimeZone, zoned } from './zoned-time.ts'

/** The newest flows that the view finds, when it is of flows. */
export function flowSection({ flows, time_zone }: ReportFacts): Markup | null {
  if (flows === null) return null
  const { items, total, progress } = flows
  const found =
    total === null
      ? `Not all flows were searched: ${String(Math.floor(100 * progress))}% were, and there may be more than are listed.`
      : `${formatCounted(total, 'flow')} in this view.`
  return html`<section>
    <h2>Flows</h2>
    <p>
      ${found} ${total !== null && total > items.length ? `The newest ${formatCount(items.length)} are listed.` : null}
    </p>
    ${
      items.length === 0
        ? null
        : html`<table>
            <thead>
              <tr>
                ${['Flow', 'Time', 'Source', 'Destination', 'Protocol', 'Threat type'].map(
                  (name) => html`<th scope="col">${name}</th>`,
                )}
                <th scope="col" class="number">Confidence</th>
              </tr>
            </thead>
            <tbody>
              ${items.map((flow) => flowRow(flow, time_zone))}
            </tbody>
          </table>`
    }
  </section>`
}

function flowRow(flow: Flow, zone: TimeZone): Markup {
  const { id, timestamp, timestamp_source, protocol, threat_type, confidence } = flow
  return html`<tr>
    <th scope="row">${id}</th>
    <td>${timestamp_source === 'flow' ? zoned(timestamp, zone) : 'none in the file'}</td>
    <td class="break">${formatEndpoint(flow.source_ip, flow.source_port)}</td>
    <td class="break">${formatEndpoint(flow.destination_ip, flow.destination_port)}</td>
    <td>${protocol === null ? '—' : (PROTOCOL_NAMES.get(protocol) ?? String(protocol))}</td>
    <td>${threat_type}</td>
    <td class="number">${formatConfidence(confidence)}</td>
  </tr>`
}

/** Sources, targets and ports with the most flows. */
export function hostSection({ hosts, view }: ReportFacts): Markup {
  const { sources, targets, ports, progress, flows } = hosts
  const partly = progress < 1 ? `, the ${String(Math.floor(100 * progress))}% of the flows that were counted` : ''
  const narrowed = view.q === undefined && view.threat_type === undefined ? '' : ' The query does not narrow them.'
  return html`<section>
    <h2>Most active hosts</h2>
    <p>Of ${formatCounted(flows, 'flow')} of the captures and the time range${partly}.${narrowed}</p>
    <div class="columns">
      ${activeTable(
        'Source',
        sources.items.map(({ address, ...row }) => ({ name: address, ...row })),
        sources,
      )}
      ${activeTable(
        'Target',
        targets.items.map(({ address, ...row }) => ({ name: address, ...row })),
        targets,
      )}
      ${activeTable(
        'Destination port',
        ports.items.map(({ port, ...row }) => ({ name: String(port), ...row })),
        ports,
      )}
    </div>
  </section>`
}

interface Active {
  readonly name: string
  readonly flows: number
  readonly threats: number
}

function activeTable(
  head: string,
  rows: readonly Active[],
  { total, is_exact }: { readonly total: number; readonly is_exact: boolean },
): Markup {
  const left_out = total - rows.length
  return html`<div>
    <table>
      <thead>
        <tr>
          <th scope="col">${head}</th>
          <th scope="col" class="number">Flows</th>
          <th scope="col" class="number">Threats</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, flows, threats }) =>
            html`<tr>
              <th scope="row" class="break"><bdi>${name}</bdi></th>
              <td class="number">${formatCount(flows)}</td>
              <td class="number">${formatCount(threats)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="quiet">
      ${rows.length === 0 ? 'None recorded.' : left_out > 0 ? `${formatCount(left_out)} more.` : 'These are all.'}
      ${is_exact ? null : 'Too many to count each: numbers are the least that is certain.'}
    </p>
  </div>`
}
