import { type Bin, binSeries, cutsOf, placeOf, scaleOf, ticksOf } from '../../contract/chart-bins.ts'
import type { Overview } from '../../contract/charts.ts'
import { formatCount, formatCounted } from '../../contract/numbers.ts'
import { BENIGN, compareThreatTypes } from '../../contract/threat-styles.ts'
import { at, paperColour } from './chart-parts.ts'
import { html, type Markup } from './markup.ts'
import { offsetMinutes, offsetText, tickText, type TimeZone, zonedText } from './zoned-time.ts'

const MOST_BARS = 110
const TICKS = 7

/** All in units of the drawing. */
const WIDTH = 760
const LEFT = 172
const RIGHT = 104
const PLOT_WIDTH = WIDTH - LEFT - RIGHT
const BARS_TOP = 14
const BARS_HEIGHT = 116
const BARS_BOTTOM = BARS_TOP + BARS_HEIGHT
const LANES_TOP = BARS_BOTTOM + 46
const LANE_HEIGHT = 17
const LANE_BAR = 13
/** Letters that fit beside a lane; the table of threat types has the whole name. */
const MOST_LETTERS = 26

/** Threats over time, or over rows where no times were recorded: all on top of each other, then each in a lane of its own. */
export function timeChart({ series }: Pick<Overview, 'series'>, zone: TimeZone): Markup {
  const is_time = series.axis === 'time'
  const totals = totalsOf(series)
  const threat_types = [...totals.keys()].filter((name) => name !== BENIGN).sort(compareThreatTypes)
  const title = `Threats over ${is_time ? 'time' : 'rows'}`
  const bins = binSeries(series, MOST_BARS)
  const [first, last] = [bins[0], bins.at(-1)]
  if (threat_types.length === 0 || first === undefined || last === undefined) {
    return html`<p>No flow on the ${is_time ? 'time axis' : 'axis of rows'} was called a threat or Unknown.</p>`
  }
  const offset = is_time ? offsetMinutes(first.start, zone) : 0
  const day = zonedText(first.start, zone).slice(0, 10)
  const axis_name = is_time ? `Time from ${day} (UTC${offsetText(offset)})` : 'Row of the file'
  const cut_note = series.gaps.length === 0 ? '' : '; dashed lines: time between captures'
  const xOf = (value: number) => LEFT + (placeOf(value, bins) ?? 0) * PLOT_WIDTH
  const height = LANES_TOP + threat_types.length * LANE_HEIGHT + 4
  const from = is_time ? zonedText(first.start, zone) : `flow ${formatCount(first.start)}`
  const to = is_time ? zonedText(last.end, zone) : `flow ${formatCount(last.end - 1)}`
  const told = threat_types.map((name) => `${name} ${formatCounted(totals.get(name) ?? 0, 'flow')}`).join(', ')
  return html`<svg
    class="chart"
    role="img"
    aria-labelledby="time-chart-title time-chart-desc"
    viewBox="0 0 ${WIDTH} ${height}"
  >
    <title id="time-chart-title">${title}</title>
    <desc id="time-chart-desc">Flows by threat type from ${from} to ${to}: ${told}.</desc>
    <text class="axis-name" x="4" y="${BARS_TOP + 4}">Flows ${widthText(first, is_time)}</text>
    <text class="axis-name" x="4" y="${LANES_TOP - 8}">Each by its own peak</text>
    <text class="axis-name" x="${LEFT + PLOT_WIDTH + 8}" y="${LANES_TOP - 8}">Flows in all</text>
    ${scale(bins, threat_types)} ${cuts(bins, height)} ${stack(bins, threat_types, xOf)}
    ${ticks(bins, series.axis, offset, xOf)}
    <text class="axis-name" x="${LEFT + PLOT_WIDTH / 2}" y="${BARS_BOTTOM + 34}" text-anchor="middle">
      ${axis_name}${cut_note}
    </text>
    ${threat_types.map((name, lane) => laneOf(name, lane, bins, totals.get(name) ?? 0, xOf))}
  </svg>`
}

function totalsOf({ buckets }: Overview['series']): Map<string, number> {
  const totals = new Map<string, number>()
  for (const { by_threat_type } of buckets) {
    for (const { threat_type, flows } of by_threat_type) {
      if (flows > 0) totals.set(threat_type, (totals.get(threat_type) ?? 0) + flows)
    }
  }
  return totals
}

const STEPS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/** What one bar counts. */
function widthText({ start, end }: Bin, is_time: boolean): string {
  const width = end - start
  if (!is_time) return `per ${formatCounted(width, 'row')}`
  const [size, unit] = STEPS.find(([step]) => width % step === 0) ?? [1, 'ms']
  return `per ${formatCount(width / size)} ${unit}`
}

/** Lines where the time between captures is left out. */
function cuts(bins: readonly Bin[], height: number): Markup[] {
  return cutsOf(bins).map((place) => {
    const x = at(LEFT + (place / bins.length) * PLOT_WIDTH)
    return html`<line class="cut" x1="${x}" x2="${x}" y1="${BARS_TOP}" y2="${BARS_BOTTOM}" />
      <line class="cut" x1="${x}" x2="${x}" y1="${LANES_TOP}" y2="${height}" />`
  })
}

function scale(bins: readonly Bin[], threat_types: readonly string[]): Markup[] {
  const steps = scaleOf(bins, threat_types)
  const top = steps.at(-1) ?? 1
  return steps.map((value) => {
    const y = at(BARS_BOTTOM - (value / top) * BARS_HEIGHT)
    return html`<line
        class="${value === 0 ? 'axis' : 'grid'}"
        x1="${LEFT}"
        x2="${LEFT + PLOT_WIDTH}"
        y1="${y}"
        y2="${y}"
      />
      <text class="tick" x="${LEFT - 6}" y="${y}" dy="3.5" text-anchor="end">${formatCount(value)}</text>`
  })
}

function stack(bins: readonly Bin[], threat_types: readonly string[], xOf: (place: number) => number): Markup[] {
  const top = scaleOf(bins, threat_types).at(-1) ?? 1
  return bins.flatMap((bin) => {
    let below = 0
    return threat_types.flatMap((name) => {
      const flows = bin.counts[name] ?? 0
      if (flows === 0) return []
      const height = (flows / top) * BARS_HEIGHT
      const y = BARS_BOTTOM - (below / top) * BARS_HEIGHT - height
      below += flows
      return [bar(bin, name, y, height, xOf)]
    })
  })
}

function bar(
  { start, end }: Bin,
  threat_type: string,
  y: number,
  height: number,
  xOf: (place: number) => number,
): Markup {
  const width = Math.max(1, xOf(end) - xOf(start) - 0.5)
  return html`<rect
    x="${at(xOf(start))}"
    y="${at(y)}"
    width="${at(width)}"
    height="${at(Math.max(0.4, height))}"
    fill="${paperColour(threat_type)}"
  />`
}

function ticks(
  bins: readonly Bin[],
  axis: Overview['series']['axis'],
  offset: number,
  xOf: (place: number) => number,
): Markup[] {
  const span = (bins.at(-1)?.end ?? 0) - (bins[0]?.start ?? 0)
  return ticksOf(bins, axis, TICKS, axis === 'time' ? offset * 60_000 : 0).map((value) => {
    const x = at(xOf(value))
    const text = axis === 'time' ? tickText(value, span, offset) : formatCount(value)
    return html`<line class="axis" x1="${x}" x2="${x}" y1="${BARS_BOTTOM}" y2="${BARS_BOTTOM + 5}" />
      <text class="tick" x="${x}" y="${BARS_BOTTOM + 18}" text-anchor="middle">${text}</text>`
  })
}

/** One threat type alone, beside its own peak: readable without colours. */
function laneOf(
  name: string,
  lane: number,
  bins: readonly Bin[],
  total: number,
  xOf: (place: number) => number,
): Markup {
  const peak = Math.max(1, ...bins.map(({ counts }) => counts[name] ?? 0))
  const top = LANES_TOP + lane * LANE_HEIGHT
  const bottom = top + LANE_HEIGHT - 3
  const bars = bins.flatMap((bin) => {
    const flows = bin.counts[name] ?? 0
    if (flows === 0) return []
    const height = Math.max(1.5, (flows / peak) * LANE_BAR)
    return [bar(bin, name, bottom - height, height, xOf)]
  })
  const label = name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS)}…` : name
  return html`<rect x="4" y="${bottom - 9}" width="9" height="9" fill="${paperColour(name)}" />
    <text class="lane" x="19" y="${bottom - 1}">${label}</text>
    <line class="grid" x1="${LEFT}" x2="${LEFT + PLOT_WIDTH}" y1="${bottom}" y2="${bottom}" />
    ${bars}
    <text class="tick" x="${LEFT + PLOT_WIDTH + 8}" y="${bottom - 1}"
      >${formatCount(total)}, peak ${formatCount(peak)}</text
    >`
}
