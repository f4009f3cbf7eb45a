import Box from '@mui/material/Box'
import { memo, useMemo } from 'react'
import { BarChart, Tooltip, XAxis } from 'recharts'

import type { Series } from '../../../contract/charts.ts'
import { InTurn } from '../components/in-turn.tsx'
import { useWidth } from '../components/use-width.ts'
import type { TimeZone } from '../lib/time.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import { AxisTicks } from './axis-ticks.tsx'
import { BinTooltip } from './bin-tooltip.tsx'
import { Brush } from './brush.tsx'
import { scaleOf, type Bin } from '../../../contract/chart-bins.ts'
import { ScaleLines } from './scale-lines.tsx'
import { StackedBars } from './stacked-bars.tsx'

const CHART_HEIGHT = 204

interface ThreatsOverAxisProps {
  bins: readonly Bin[]
  axis: Series['axis']
  /** Bottom of the stack first. */
  threatTypes: readonly string[]
  zone: TimeZone
  /** What the bars show, for those who listen. */
  summary: string
  onPick: (threatType: string, bin: Bin) => void
  /** Called with the stretch of time that a person chose; left out where there is none to choose. */
  onRange?: ((start: number, end: number) => void) | undefined
}

/** Stacked bars of flows over time, or over rows where the file has no times. */
export const ThreatsOverAxis = memo(function ThreatsOverAxis({
  bins,
  axis,
  threatTypes,
  zone,
  summary,
  onPick,
  onRange,
}: ThreatsOverAxisProps) {
  const scale = useMemo(() => scaleOf(bins, threatTypes), [bins, threatTypes])
  const [width, watchWidth] = useWidth()
  const chart = (
    <Box ref={watchWidth} sx={{ height: CHART_HEIGHT }}>
      {width !== null && (
        <BarChart
          data={bins}
          width={width}
          height={CHART_HEIGHT}
          margin={MARGIN}
          title={summary}
          // The brush has the place in the order of Tab.
          accessibilityLayer={onRange === undefined}
        >
          <InTurn>
            <XAxis dataKey="start" hide />
            <ScaleLines scale={scale} />
            <StackedBars bins={bins} threatTypes={threatTypes} top={scale.at(-1) ?? 1} onPick={onPick} />
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
          </InTurn>
        </BarChart>
      )}
    </Box>
  )
  if (onRange === undefined || axis !== 'time') return chart
  return (
    <Brush bins={bins} zone={zone} bottom_px={MARGIN.bottom} onRange={onRange}>
      {chart}
    </Brush>
  )
})

const MARGIN = { top: 8, right: CHART_MARGIN, bottom: 24, left: AXIS_WIDTH }
