import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import type { Series } from '../../../contract/charts.ts'
import { formatCompact } from '../lib/numbers.ts'
import { formatTick, type TimeZone } from '../lib/time.ts'
import { threatColour } from '../lib/threats.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import { BinTooltip } from './bin-tooltip.tsx'
import { ticksOf, type Bin } from './bins.ts'

const HEIGHT = 204

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
export function ThreatsOverAxis({ bins, axis, threatTypes, zone, summary, onPick }: ThreatsOverAxisProps) {
  const first = bins[0]?.start ?? 0
  const span = (bins.at(-1)?.end ?? 0) - first
  const offset = axis === 'time' && zone === 'local' ? -new Date(first).getTimezoneOffset() * 60_000 : 0
  const ticks = ticksOf(bins, axis, 9, offset)
  const values = new Map(ticks.map(({ start, value }) => [start, value]))
  const nameOf = (start: number) => {
    const value = values.get(start) ?? start
    return axis === 'time' ? formatTick(value, span, zone) : formatCompact(value)
  }

  return (
    <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
      <BarChart
        // Bars stack in the order they came: one that joins later would lie on top.
        key={threatTypes.join()}
        data={bins}
        barCategoryGap={bins.length > 60 ? 0.5 : 2}
        margin={{ top: 8, right: CHART_MARGIN, bottom: 0, left: 0 }}
        title={summary}
      >
        <CartesianGrid vertical={false} stroke="var(--mui-palette-divider)" />
        <XAxis
          dataKey="start"
          ticks={ticks.map(({ start }) => start)}
          tickFormatter={nameOf}
          interval="equidistantPreserveStart"
          minTickGap={16}
          tickLine={{ stroke: 'var(--control-border)' }}
          axisLine={{ stroke: 'var(--control-border)' }}
          tick={TICK}
        />
        <YAxis
          width={AXIS_WIDTH}
          tickFormatter={formatCompact}
          tickLine={false}
          axisLine={false}
          tick={TICK}
          allowDecimals={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--mui-palette-text-secondary)', opacity: 0.12 }}
          content={({ active, label }) => {
            const bin = active ? bins.find(({ start }) => start === label) : undefined
            return bin ? <BinTooltip bin={bin} axis={axis} threatTypes={threatTypes} zone={zone} /> : null
          }}
        />
        {threatTypes.map((threatType) => (
          <Bar
            key={threatType}
            name={threatType}
            dataKey={({ counts }: Bin) => counts[threatType] ?? 0}
            stackId="flows"
            fill={threatColour(threatType)}
            isAnimationActive={false}
            cursor="pointer"
            onClick={() => onPick(threatType)}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

const TICK = { fill: 'var(--mui-palette-text-secondary)', fontSize: 11 }
