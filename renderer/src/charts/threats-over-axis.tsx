import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis, ResponsiveContainer } from 'recharts'

import type { Series } from '../../../contract/charts.ts'
import { formatCompact } from '../lib/numbers.ts'
import { formatTick, type TimeZone } from '../lib/time.ts'
import { threatColour } from '../lib/threats.ts'
import { binSeries, ticksOf } from './bins.ts'
import { BinTooltip } from './bin-tooltip.tsx'

const MOST_BINS = 120

interface ThreatsOverAxisProps {
  series: Series
  /** Bottom of the stack first. */
  threatTypes: readonly string[]
  zone: TimeZone
  /** What the bars show, for those who listen. */
  summary: string
  onPick: (threatType: string) => void
}

/** Stacked bars of flows over time, or over rows where the file has no times. */
export function ThreatsOverAxis({ series, threatTypes, zone, summary, onPick }: ThreatsOverAxisProps) {
  const bins = binSeries(series, MOST_BINS)
  const span = (bins.at(-1)?.end ?? 0) - (bins[0]?.start ?? 0)
  const offset = zone === 'local' ? -new Date(bins[0]?.start ?? 0).getTimezoneOffset() * 60_000 : 0
  const tick = (start: number) => (series.axis === 'time' ? formatTick(start, span, zone) : formatCompact(start))

  return (
    <ResponsiveContainer width="100%" height={236} initialDimension={{ width: 640, height: 236 }}>
      <BarChart
        data={bins}
        barCategoryGap={bins.length > 60 ? 0.5 : 2}
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        title={summary}
      >
        <CartesianGrid vertical={false} stroke="var(--mui-palette-divider)" />
        <XAxis
          dataKey="start"
          ticks={ticksOf(bins, series.axis, 9, offset)}
          tickFormatter={tick}
          interval={0}
          tickLine={{ stroke: 'var(--control-border)' }}
          axisLine={{ stroke: 'var(--control-border)' }}
          tick={TICK}
        />
        <YAxis
          width={44}
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
            return bin ? <BinTooltip bin={bin} axis={series.axis} threatTypes={threatTypes} zone={zone} /> : null
          }}
        />
        {threatTypes.map((threatType) => (
          <Bar
            key={threatType}
            name={threatType}
            dataKey={({ counts }: { counts: Readonly<Record<string, number>> }) => counts[threatType] ?? 0}
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
