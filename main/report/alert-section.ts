import type { AlertEvent } from '../../contract/alert-events.ts'
import type { AlertDetail } from '../../contract/alerts.ts'
import { formatEnds } from '../../contract/endpoints.ts'
import { formatConfidence, formatCount, formatCounted } from '../../contract/numbers.ts'
import type { ReportFacts } from './facts.ts'
import { html, lines, type Markup } from './markup.ts'
import { originText } from './origin-text.ts'
import { type TimeZone, zoned } from './zoned-time.ts'

/** Lines of a history, and findings, that one alert has room for. */
const MOST_EVENTS = 12
const MOST_FINDINGS = 4

/** The alerts of the view, most severe first, with what people wrote about them. */
export function alertSection({ alerts, time_zone }: ReportFacts): Markup {
  const { items, total } = alerts
  const left_out = total - items.length
  return html`<section>
    <h2>Alerts</h2>
    <p>
      ${total === 0 ? 'No alert is in this view.' : `${formatCounted(total, 'alert')} in this view, most severe first. Notes and decisions stand under their alert; ATT&CK is that of MITRE.`}
      ${
        left_out > 0
          ? html`<strong>${formatCount(left_out)} of them are left out</strong> of this report: those listed are the
              first, and further ones that somebody decided on.`
          : null
      }
    </p>
    ${items.map((alert) => alertArticle(alert, time_zone))}
  </section>`
}

function alertArticle(alert: AlertDetail, zone: TimeZone): Markup {
  const { id, severity, status, threat_type, techniques, capture_name, flow_count, raised } = alert
  const events = alert.events.filter(({ note, from_status }) => note !== null || from_status !== null)
  return html`<article class="alert">
    <h3>
      <span class="severity ${severity}">${severity}</span>
      <bdi>${threat_type}</bdi>, <bdi>${formatEnds(alert)}</bdi>
      <span class="quiet">alert ${id}</span>
    </h3>
    ${sentencesOf(alert)}
    <dl>
      ${fact('Status', raised ? status : `${status}, no longer raised`)}
      ${fact('Flows', flow_count === 0 ? 'not counted' : formatCount(flow_count))}
      ${fact('First flow', firstTime(alert, zone))} ${fact('Last flow', zoned(alert.last_seen, zone))}
      ${fact('Raised by', alert.detector)} ${fact('Confidence', confidenceText(alert))}
      ${fact('ATT&CK', techniques.map((each) => `${each.id} ${each.name}`).join(', ') || 'none')}
      ${fact('Capture', html`<bdi>${capture_name}</bdi>`)}
    </dl>
    ${events.length === 0 ? null : history(events, zone)}
  </article>`
}

function fact(name: string, value: string | Markup): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

/** What was noticed across flows, and what would make it a false alarm. */
function sentencesOf({ noticed, findings }: AlertDetail): Markup {
  if (findings.length === 0) return noticed === null ? html`` : html`<p>${noticed}</p>`
  const more = findings.length - MOST_FINDINGS
  return html`${findings
    .slice(0, MOST_FINDINGS)
    .map(
      ({ sentence, false_alarm }) =>
        html`<p>${sentence} <span class="quiet">What would make it a false alarm: ${false_alarm}</span></p>`,
    )}
  ${more > 0 ? html`<p>${formatCounted(more, 'further finding')} left out.</p>` : null}`
}

function firstTime({ first_seen, timestamp_source }: AlertDetail, zone: TimeZone): Markup {
  return timestamp_source === 'flow'
    ? zoned(first_seen, zone)
    : html`${zoned(first_seen, zone)} (of the import: the file has no times)`
}

function confidenceText({ max_confidence, mean_confidence }: AlertDetail): string {
  if (max_confidence === null) return 'none, its detector gives none'
  const highest = `${formatConfidence(max_confidence)} at most`
  return mean_confidence === null ? highest : `${highest}, ${formatConfidence(mean_confidence)} on average`
}

const DECISIONS = { open: 'reopened it', acknowledged: 'acknowledged it', closed: 'closed it' } as const

/** Notes and decisions, the earliest first; of a long history the newest. */
function history(events: readonly AlertEvent[], zone: TimeZone): Markup {
  const shown = events.slice(-MOST_EVENTS)
  const left_out = events.length - shown.length
  return html`<h4>Notes and decisions</h4>
    ${left_out > 0 ? html`<p>${formatCounted(left_out, 'earlier entry').replace('entrys', 'entries')} left out.</p>` : null}
    <ul class="history">
      ${shown.map(
        ({ at, actor, person, from_status, to_status, note }) =>
          html`<li>
            ${zoned(at, zone)}, <bdi>${person ?? originText(actor)}</bdi>
            ${from_status === to_status ? 'wrote' : DECISIONS[to_status]}${note === null ? '' : ':'}
            ${note === null ? null : html`<p class="note" dir="auto">${lines(note)}</p>`}
          </li>`,
      )}
    </ul>`
}
