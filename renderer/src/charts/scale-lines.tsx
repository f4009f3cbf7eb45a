import { memo } from 'react'
import { usePlotArea } from 'recharts'

import { formatCompact } from '../lib/numbers.ts'

/** The scale left of the bars, and a line across the chart at each of its steps. */
export const ScaleLines = memo(function ScaleLines({ scale }: { scale: readonly number[] }) {
  const plot = usePlotArea()
  const top = scale.at(-1)
  if (!plot || top === undefined) return null
  return (
    <g className="scale-lines" stroke="var(--mui-palette-divider)">
      {scale.map((step) => {
        const y = plot.y + plot.height * (1 - step / top)
        return <line key={step} x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />
      })}
      <g fill="var(--mui-palette-text-secondary)" stroke="none" fontSize={11} textAnchor="end">
        {scale.map((step) => (
          <text key={step} x={plot.x - 8} y={plot.y + plot.height * (1 - step / top)} dy="0.355em">
            {formatCompact(step)}
          </text>
        ))}
      </g>
    </g>
  )
})
