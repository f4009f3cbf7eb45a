import { memo } from 'react'
import { usePlotArea } from 'recharts'

/** A line across the chart at every step of its scale. */
export const GridLines = memo(function GridLines({ scale }: { scale: readonly number[] }) {
  const plot = usePlotArea()
  const top = scale.at(-1)
  if (!plot || top === undefined) return null
  return (
    <g className="grid-lines" stroke="var(--mui-palette-divider)">
      {scale.map((step) => {
        const y = plot.y + plot.height * (1 - step / top)
        return <line key={step} x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />
      })}
    </g>
  )
})
