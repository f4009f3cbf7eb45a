import { memo, useMemo } from 'react'
import { BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import type { Series } from '../../../contract/charts.ts'
import { formatCompact } from '../lib/numbers.ts'
import type { TimeZone } from '../lib/time.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import { AxisTicks } from './axis-ticks.tsx'
import { BinTooltip } from './bin-tooltip.tsx'
import { scaleOf, type Bin } from './bins.ts'
import { GridLines } from './grid-lines.tsx'
import { StackedBars } from './stacked-bars.tsx'

export const CHART_HEIGHT = 204

interface ThreatsOverAxisProps {
  bins: readonly Bin[]
  axis: Series['axis']
  /** Bottom of the stack first. */
  threatTypes: readonly string[]
  zone: TimeZone
  /** What the bars show, for those who listen. */
  summary: string
  onPick: (threatType: string) => void
}

/** Stacked bars of flows over time, or over rows where the file has no times. */
export const ThreatsOverAxis = memo(function ThreatsOverAxis({
  bins,
  axis,
  threatTypes,
  zone,
  summary,
  onPick,
}: ThreatsOverAxisProps) {
  const scale = useMemo(() => scaleOf(bins, threatTypes), [bins, threatTypes])
  const top = scale.at(-1) ?? 1
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT} initialDimension={{ width: 640, height: CHART_HEIGHT }}>
      <BarChart data={bins} margin={{ top: 8, right: CHART_MARGIN, bottom: 0, left: 0 }} title={summary}>
        <GridLines scale={scale} />
        <XAxis dataKey="start" height={24} tick={false} tickLine={false} axisLine={false} />
        <YAxis
          width={AXIS_WIDTH}
          domain={[0, top]}
          allowDataOverflow
          ticks={scale}
          interval={0}
          tickFormatter={formatCompact}
          tickLine={false}
          axisLine={false}
          tick={TICK}
        />
        <StackedBars bins={bins} threatTypes={threatTypes} top={top} onPick={onPick} />
        <AxisTicks bins={bins} axis={axis} zone={zone} />
        <Tooltip
          isAnimationActive={false}
          // The library hides a tooltip about bars that it did not draw itself.
          wrapperStyle={{ visibility: 'visible' }}
          cursor={{ fill: 'var(--mui-palette-text-secondary)', opacity: 0.12 }}
          content={({ active, label }) => {
            const bin = active ? bins.find(({ start }) => start === label) : undefined
            return bin ? <BinTooltip bin={bin} axis={axis} threatTypes={threatTypes} zone={zone} /> : null
          }}
        />
      </BarChart>
    </ResponsiveContainer>
  )
})

const TICK = { fill: 'var(--mui-palette-text-secondary)', fontSize: 11 }
