import type { Capture } from '../../contract/captures.ts'
import { INSTRUMENTS } from '../../contract/instruments.ts'
import { formatBytes, formatCount, formatCounted } from '../../contract/numbers.ts'
import { factsTable } from './facts-table.ts'
import type { ReportFacts } from './facts.ts'
import { html, type Markup } from './markup.ts'
import { offsetText, type TimeZone, zoned } from './zoned-time.ts'

/** What the numbers come from: files with their hashes, and what judged them. */
export function captureSection({ captures: { items, total }, time_zone }: ReportFacts): Markup {
  const left_out = total - items.length
  return html`<section>
    <h2>Captures</h2>
    ${left_out > 0 ? html`<p><strong>${formatCounted(left_out, 'older capture')} left out</strong> of this list; the sums have them.</p>` : null}
    ${items.length === 0 ? html`<p>There is no capture.</p>` : null}
    ${items.map(({ capture }) => captureArticle(capture, time_zone))}
  </section>`
}

function captureArticle(capture: Capture, zone: TimeZone): Markup {
  const { id, name, kind, status, sha256, size_bytes, model_id, model_sha256 } = capture
  const { confidence_threshold, novelty_budget, first_flow_at, last_flow_at, utc_offset_minutes, instrument } = capture
  const span =
    first_flow_at === null || last_flow_at === null
      ? 'no times in it'
      : html`${zoned(first_flow_at, zone)} to ${zoned(last_flow_at, zone)}`
  const read_as = utc_offset_minutes === null ? 'no times with a zone' : `UTC${offsetText(utc_offset_minutes)}`
  const rows = [
    ['SHA-256', sha256 === null ? absentHash(capture) : html`<code>${sha256}</code>`],
    ['Size', kind !== 'detections' ? `${formatBytes(size_bytes)} (${formatCounted(size_bytes, 'byte')})` : 'no file'],
    [kind === 'stream' ? 'Begun' : 'Imported', zoned(capture.imported_at, zone)],
    ['Flow meter', instrument === null ? 'not known' : INSTRUMENTS[instrument]],
    ['Flows from – to', span],
    ['Times read as', read_as],
    ['Rows', rowsText(capture)],
    ['Threats, Unknown', `${formatCount(capture.threats)}, ${formatCount(capture.unknown)}`],
    ['Model', model_id === null ? 'none' : html`<bdi>${model_id}</bdi>`],
    ['Model SHA-256', model_sha256 === null ? 'none' : html`<code>${model_sha256}</code>`],
    [
      'Alert threshold',
      confidence_threshold === null ? 'none' : `confidence of at least ${String(confidence_threshold)}`,
    ],
    ['Novelty budget', noveltyText(novelty_budget)],
  ] as const
  return html`<article class="capture">
    <h3><bdi>${name}</bdi> <span class="quiet">capture ${id}${status === 'ready' ? '' : `, ${status}`}</span></h3>
    ${factsTable(rows)}
  </article>`
}

function absentHash({ kind, status }: Capture): string {
  if (kind === 'detections') return 'none: flows that a script sent'
  if (kind === 'stream') return 'none of the whole: each segment of the stream has its own'
  return status === 'importing' ? 'known when the import ends' : 'not known'
}

function rowsText({ rows_read, classified, conversations, rejected }: Capture): string {
  return `${formatCount(rows_read)} read = ${formatCount(classified)} classified + ${formatCount(conversations)} conversations only + ${formatCount(rejected)} rejected`
}

function noveltyText(budget: number | null): string {
  if (budget === null) return 'none'
  return `${String(budget)}: share of benign flows that may be called Unknown`
}
