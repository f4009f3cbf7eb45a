import { createHash } from 'node:crypto'

import { attentionText } from '../../contract/attention-text.ts'
import type { Overview } from '../../contract/charts.ts'
import { formatCount } from '../../contract/numbers.ts'
import { BENIGN } from '../../contract/threat-styles.ts'
import { alertSection } from './alert-section.ts'
import { captureSection } from './capture-section.ts'
import { factsTable } from './facts-table.ts'
import type { ReportFacts } from './facts.ts'
import { flowSection, hostSection } from './list-section.ts'
import { html, Markup, type Part } from './markup.ts'
import { originText } from './origin-text.ts'
import { STYLE } from './style.ts'
import { threatMix } from './threat-mix.ts'
import { timeChart } from './time-chart.ts'
import { unexaminedSection } from './unexamined-section.ts'
import { offsetMinutes, offsetText, zoned, zonedText } from './zoned-time.ts'

/** In one piece: the hash is of every character between its tags. */
const STYLE_ELEMENT = Markup.ofProgram(`<style>${STYLE}</style>`)
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** What a browser may do with a report: show it, in its own style. */
export const REPORT_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/** A report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function reportPage(facts: ReportFacts): string {
  const { overview, time_zone } = facts
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="only light" />
        <meta name="referrer" content="no-referrer" />
        <title>${titleOf(facts)}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>${titleOf(facts)}</h1>
          ${viewTable(facts)}
        </header>
        <main>
          ${attention(facts)} ${figures(overview)}
          <section>
            <h2>Threats over ${overview.series.axis === 'time' ? 'time' : 'rows'}</h2>
            ${timeChart(overview, time_zone)}
          </section>
          <section>
            <h2>Threat types</h2>
            ${threatMix(overview)}
          </section>
          ${alertSection(facts)} ${flowSection(facts)} ${hostSection(facts)} ${captureSection(facts)}
          ${unexaminedSection(facts)}
        </main>
        <footer>
          <p>
            Made by AnomalyX ${facts.product_version} on one machine, without a network connection. Classifications are
            the judgement of a model, not proof; names of people are what they say of themselves.
          </p>
        </footer>
      </body>
    </html> `
  return page.toString()
}

function titleOf({ captures: { items, total } }: ReportFacts): string {
  const [only] = items
  return `AnomalyX report: ${only !== undefined && total === 1 ? only.capture.name : 'all captures'}`
}

/** What the report is of, when it was made, and by whom. */
function viewTable(facts: ReportFacts): Markup {
  const { view, made_at, made_by, product_version, time_zone, normal_form } = facts
  const rows: (readonly [string, Part])[] = [
    ['Captures', capturesText(facts)],
    ['Time range', rangeOf(facts)],
    ...(view.q === undefined ? [] : [['Query', queryText(facts)] as const]),
    ...(normal_form === null || normal_form === view.q
      ? []
      : [['Read as', html`<code>${normal_form}</code>`] as const]),
    ['Narrowed by', filtersText(facts)],
    [
      'Made',
      html`${zoned(made_at, time_zone)} by <bdi>${made_by.person ?? `${originText(made_by.actor)}, nobody named`}</bdi>,
        with AnomalyX ${product_version}`,
    ],
    [
      'Time zone',
      `UTC${offsetText(offsetMinutes(new Date(made_at).getTime(), time_zone))}${time_zone === 'utc' ? '' : ' now, the zone of this machine'}; every time has its offset`,
    ],
  ]
  return factsTable(rows)
}

function capturesText({ view, captures: { items, total } }: ReportFacts): Part {
  const [only] = items
  if ((view.capture_id !== undefined || view.alert_id !== undefined) && only !== undefined)
    return html`<bdi>${only.capture.name}</bdi>`
  return total === 0 ? 'none' : `all ${formatCount(total)}`
}

function rangeOf({ view: { after, before }, time_zone }: ReportFacts): string {
  if (after === undefined && before === undefined) return 'all'
  const from = after === undefined ? 'the beginning' : zonedText(after, time_zone)
  return `from ${from} until before ${before === undefined ? 'the end' : zonedText(before, time_zone)}`
}

function queryText({ view: { q, list }, narrows_alerts }: ReportFacts): Part {
  if (q === undefined || q.trim() === '') return 'none'
  const narrows = list === 'flows' ? (narrows_alerts ? 'flows and alerts' : 'flows') : 'alerts'
  return html`<code>${q}</code>, which narrows ${narrows}; sums, charts and hosts are of the captures and the time range`
}

function filtersText({ view }: ReportFacts): string {
  const given = [
    ...(view.alert_id === undefined ? [] : [`alert ${String(view.alert_id)}`]),
    ...(view.threat_type === undefined ? [] : [`threat type ${view.threat_type}`]),
    ...(view.status === undefined ? [] : [`${view.status} alerts`]),
    ...(view.severity === undefined ? [] : [`${view.severity} severity`]),
    ...(view.raised ? [] : ['alerts that are no longer raised']),
  ]
  return given.length === 0 ? 'none' : `${given.join(', ')}; they narrow the lists of alerts and flows`
}

function attention({ overview, is_one_moment }: ReportFacts): Markup {
  return html`<div class="attention">
    <p>${attentionText(overview)}</p>
    ${overview.is_partial ? html`<p>An import is in progress: the numbers are those so far.</p>` : null}
    ${is_one_moment ? null : html`<p>Something changed while this report was made: its parts may be seconds apart.</p>`}
  </div>`
}

/** The sums, as the equation that they are. */
function figures(overview: Overview): Markup {
  const { rows_read, classified, conversations, rejected, threats, unknown, by_threat_type, open_alerts } = overview
  const benign = by_threat_type.find(({ threat_type }) => threat_type === BENIGN)?.flows ?? 0
  const { critical, high, medium, low } = open_alerts
  return html`<section>
    <h2>Sums</h2>
    <dl class="figures">
      ${figure('Rows read', rows_read)}${figure('classified', classified, '=')}${figure('conversations only', conversations, '+')}${figure('rejected', rejected, '+')}
    </dl>
    <dl class="figures">
      ${figure('Classified', classified)}${figure('threats', threats, '=')}${figure('Unknown', unknown, '+')}${figure('benign', benign, '+')}
    </dl>
    <dl class="figures">
      ${figure('Open alerts', critical + high + medium + low)}${figure('critical', critical, '=')}${figure('high', high, '+')}${figure('medium', medium, '+')}${figure('low', low, '+')}
    </dl>
  </section>`
}

function figure(name: string, value: number, sign?: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${sign === undefined ? null : html`<span class="sign">${sign}</span>`}${formatCount(value)}</dd>
  </div>`
}
