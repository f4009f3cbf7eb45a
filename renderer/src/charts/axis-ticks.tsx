import { memo } from 'react'
import { usePlotArea } from 'recharts'

import type { Series } from '../../../contract/charts.ts'
import { formatCompact } from '../lib/numbers.ts'
import { formatTick, type TimeZone } from '../lib/time.ts'
import { CHART_MARGIN } from './axis-space.ts'
import { cutsOf, placeOf, ticksOf, type Bin } from '../../../contract/chart-bins.ts'

/** Width that a label takes up with the gap to the next one. */
const LABEL_WIDTH = { time: 88, row: 60 }

interface AxisTicksProps {
  bins: readonly Bin[]
  axis: Series['axis']
  zone: TimeZone
}

/** The axis under the bars, with round times or row numbers where they lie, as many as there is room for. */
export const AxisTicks = memo(function AxisTicks({ bins, axis, zone }: AxisTicksProps) {
  const plot = usePlotArea()
  const first = bins[0]?.start ?? 0
  const span = (bins.at(-1)?.end ?? 0) - first
  if (!plot || span <= 0) return null
  const offset = axis === 'time' && zone === 'local' ? -new Date(first).getTimezoneOffset() * 60_000 : 0
  const ticks = ticksOf(bins, axis, Math.max(2, Math.floor(plot.width / LABEL_WIDTH[axis])), offset)
  const bottom = plot.y + plot.height
  return (
    <g className="axis-ticks" fill="var(--mui-palette-text-secondary)" fontSize={11} textAnchor="middle">
      <line x1={plot.x} x2={plot.x + plot.width} y1={bottom} y2={bottom} stroke="var(--control-border)" />
      {cutsOf(bins).map((place) => {
        const x = plot.x + (place / bins.length) * plot.width
        return (
          <line
            key={place}
            x1={x}
            x2={x}
            y1={plot.y}
            y2={bottom}
            stroke="var(--control-border)"
            strokeDasharray="2 3"
          />
        )
      })}
      {ticks.map((value) => {
        const x = plot.x + (placeOf(value, bins) ?? 0) * plot.width
        const isCut = x + LABEL_WIDTH[axis] / 2 > plot.x + plot.width + CHART_MARGIN
        return (
          <g key={value}>
            <line x1={x} x2={x} y1={bottom} y2={bottom + 5} stroke="var(--control-border)" />
            {!isCut && (
              <text x={x} y={bottom + 17}>
                {axis === 'time' ? formatTick(value, span, zone) : formatCompact(value)}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
})
