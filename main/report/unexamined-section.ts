import type { Capture } from '../../contract/captures.ts'
import { judgementTexts } from '../../contract/judgement-text.ts'
import { formatCount, formatCounted } from '../../contract/numbers.ts'
import type { ReportedCapture, ReportFacts } from './facts.ts'
import { html, type Markup, type Part } from './markup.ts'
import { zonedText } from './zoned-time.ts'

/** Features without a value that one capture has room for. */
const MOST_FEATURES = 8

/** What nobody should take this report to speak of. */
export function unexaminedSection(facts: ReportFacts): Markup {
  const items = facts.captures.items
  return html`<section>
    <h2>What was not examined</h2>
    <table class="facts">
      <tbody>
        ${row('Imports under way', importsText(facts))} ${row('Rejected rows', rejectedText(facts))}
        ${row('Conversations only', conversationsText(facts))} ${row('Called Unknown', unknownText(facts))}
        ${row('Not on the time axis', offAxisText(facts))}
        ${row('Values missing', perCapture(items, missingTexts, 'Every classified flow has all features.'))}
        ${row('Cells not read', perCapture(items, unreadTexts, 'Every label and time could be read.'))}
        ${row(
          'Behaviour across flows',
          perCapture(items, ({ judgements }) => judgementTexts(judgements), 'No capture.'),
        )}
        ${row(
          'Notes on reading, such as packets not metered',
          perCapture(items, ({ capture }) => capture.notices, 'None.'),
        )}
        ${row('Unlike the training data', perCapture(items, unlikeTexts, 'No capture as a whole.'))}
        ${row('Left out by this view', leftOut(facts))}
      </tbody>
    </table>
  </section>`
}

function row(head: string, value: Part): Markup {
  return html`<tr>
    <th scope="row">${head}</th>
    <td>${value}</td>
  </tr>`
}

function list(items: readonly Part[]): Markup {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`
}

/** Texts under the name of their capture; captures without any are passed over. */
function perCapture(
  captures: readonly ReportedCapture[],
  textsOf: (capture: ReportedCapture) => readonly string[],
  none: string,
): Part {
  const told = captures.flatMap((each) => {
    const texts = textsOf(each)
    return texts.length === 0 ? [] : [html`<bdi>${each.capture.name}</bdi>: ${texts.join(' ')}`]
  })
  return told.length === 0 ? none : list(told)
}

function importsText({ captures: { items }, overview, is_one_moment }: ReportFacts): Part {
  const importing = items.filter(({ capture }) => capture.status === 'importing')
  const moment = is_one_moment ? '' : ' Something changed while this report was made: its parts may be seconds apart.'
  if (importing.length === 0 && !overview.is_partial) return `None.${moment}`
  return html`${list(importing.map(({ capture }) => html`<bdi>${capture.name}</bdi>`))} The sums and charts have their
  flows so far; alerts and lists of flows do not.${moment}`
}

function rejectedText({ overview, captures: { items }, view }: ReportFacts): Part {
  const in_range = view.after !== undefined || view.before !== undefined
  const told = items.flatMap(({ capture, rejected: { reasons, seen } }) => {
    if (capture.rejected === 0) return []
    const partly = seen < capture.rejected ? ` Reasons are those of the first ${formatCount(seen)}.` : ''
    const why = reasons.map(({ column, reason, rows }) => {
      return `${formatCounted(rows, 'row')}: ${column === null ? '' : `${column} `}${reason}`
    })
    return [html`<bdi>${capture.name}</bdi>: ${formatCounted(capture.rejected, 'row')}.${partly}${list(why)}`]
  })
  if (told.length === 0) return overview.rejected === 0 ? 'None.' : formatCounted(overview.rejected, 'row')
  return html`${in_range ? 'They have no time, so a time range has none of them. In the whole captures:' : null}
  ${list(told)}`
}

function conversationsText({ overview }: ReportFacts): string {
  if (overview.conversations === 0) return 'None.'
  return `${formatCounted(overview.conversations, 'row')}, which lack the features that a model needs. No model judged them; detectors across flows did.`
}

function unknownText({ overview }: ReportFacts): string {
  if (overview.unknown === 0) return 'None.'
  return `${formatCounted(overview.unknown, 'flow')}, which would be benign but resemble nothing in the training data. No alert is raised for them: look at them yourself.`
}

function offAxisText({ overview: { series }, time_zone }: ReportFacts): string {
  const texts: string[] = []
  if (series.flows_off_axis > 0) {
    texts.push(`${formatCounted(series.flows_off_axis, 'flow')} without a time.`)
  }
  if (series.outside !== null) {
    const { flows, first, last } = series.outside
    const when = `${zonedText(first, time_zone)} to ${zonedText(last, time_zone)}`
    texts.push(`${formatCounted(flows, 'flow')} far from the others in time (${when}).`)
  }
  return texts.length === 0 ? 'None.' : texts.join(' ')
}

function missingTexts({ capture: { missing_cells } }: ReportedCapture): string[] {
  const cells_of = new Map<string, number>()
  for (const { feature, cells } of missing_cells) cells_of.set(feature, (cells_of.get(feature) ?? 0) + cells)
  const features = [...cells_of].sort(([, one], [, other]) => other - one)
  if (features.length === 0) return []
  const shown = features
    .slice(0, MOST_FEATURES)
    .map(([feature, cells]) => `${feature} in ${formatCounted(cells, 'flow')}`)
  const more = features.length - shown.length
  return [
    `${shown.join(', ')}${more > 0 ? ` and ${formatCounted(more, 'other feature')}` : ''}. Nothing was filled in.`,
  ]
}

function unreadTexts({ capture: { unread_cells } }: ReportedCapture): string[] {
  const sumOf = (column: Capture['unread_cells'][number]['column']) =>
    unread_cells.filter((each) => each.column === column).reduce((sum, { cells }) => sum + cells, 0)
  const [times, labels, protocols] = [sumOf('Timestamp'), sumOf('Label'), sumOf('Protocol')]
  const ports = sumOf('Src Port') + sumOf('Dst Port')
  return [
    ...(times > 0 ? [`${formatCounted(times, 'time')} in an unknown format.`] : []),
    ...(labels > 0 ? [`${formatCounted(labels, 'label')} with no known threat type.`] : []),
    ...(ports > 0 ? [`${formatCounted(ports, 'port')} that could not be read.`] : []),
    ...(protocols > 0 ? [`${formatCounted(protocols, 'protocol')} that could not be read.`] : []),
  ]
}

function unlikeTexts({ capture: { unlike_training } }: ReportedCapture): string[] {
  return unlike_training === null ? [] : [unlike_training]
}

/** What is there and not in this report, because of the view and of its room. */
function leftOut({ captures, alerts, view, flows, narrows_alerts }: ReportFacts): Part {
  const texts: string[] = []
  const other_captures = captures.total_stored - captures.total
  if (other_captures > 0) texts.push(`${formatCounted(other_captures, 'other capture')}.`)
  if (captures.items.length < captures.total) {
    texts.push(`Details of ${formatCounted(captures.total - captures.items.length, 'older capture')}.`)
  }
  if (view.after !== undefined || view.before !== undefined) {
    texts.push('Everything outside the time range, and every flow without a time.')
  }
  if (view.raised && alerts.total < alerts.total_raised) {
    texts.push(`${formatCounted(alerts.total_raised - alerts.total, 'raised alert')} of the captures, by the filters.`)
  }
  if (alerts.items.length < alerts.total) {
    texts.push(`${formatCounted(alerts.total - alerts.items.length, 'alert')} of the view, for want of room.`)
  }
  if (view.raised && alerts.total_unraised > 0) {
    texts.push(`${formatCounted(alerts.total_unraised, 'alert')} that a person decided on and no scoring shown raises.`)
  }
  if (flows?.total != null && flows.items.length < flows.total) {
    texts.push(`${formatCounted(flows.total - flows.items.length, 'flow')} of the view, for want of room.`)
  }
  if (view.q !== undefined && !narrows_alerts)
    texts.push('The query asks for what alerts do not have: it narrows flows alone.')
  texts.push('Threats below the alert threshold are in the sums and charts, and in no alert.')
  return list(texts)
}
