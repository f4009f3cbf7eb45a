import { memo } from 'react'
import { usePlotArea } from 'recharts'

import { threatColour } from '../lib/threats.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

interface StackedBarsProps {
  bins: readonly Bin[]
  /** Bottom of the stack first. */
  threatTypes: readonly string[]
  /** Flows at the upper end of the scale. */
  top: number
  /** Called with the bin of the bar that was clicked. */
  onPick: (threatType: string, bin: Bin) => void
}

/**
 * The bars of all threat types as plain rectangles: a component for each, as the chart library has it, holds up the
 * window during an import.
 */
export const StackedBars = memo(function StackedBars({ bins, threatTypes, top, onPick }: StackedBarsProps) {
  const plot = usePlotArea()
  if (!plot || bins.length === 0) return null
  const step = plot.width / bins.length
  const width = Math.max(1, step - (bins.length > 60 ? 0.5 : 2))
  const heightOf = (flows: number) => (plot.height * flows) / top
  return threatTypes.map((threatType, level) => {
    const below = threatTypes.slice(0, level)
    return (
      <g
        key={threatType}
        className="stacked-bars"
        fill={threatColour(threatType)}
        cursor="pointer"
        onClick={({ target }) => {
          const bin = bins[Number((target as Element).getAttribute('data-place'))]
          if (bin) onPick(threatType, bin)
        }}
      >
        {bins.map(({ start, counts }, place) => {
          const flows = counts[threatType] ?? 0
          if (flows === 0) return null
          const height = heightOf(flows)
          const base = heightOf(below.reduce((sum, name) => sum + (counts[name] ?? 0), 0))
          return (
            <rect
              key={start}
              data-place={place}
              x={plot.x + place * step + (step - width) / 2}
              y={plot.y + plot.height - base - height}
              width={width}
              height={height}
            />
          )
        })}
      </g>
    )
  })
})
