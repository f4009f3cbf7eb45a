import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

const WIDTH = 360
const HEIGHT = 72
const MARGIN = 6
/** The chart reaches this many medians; what lies above is drawn at its edge. */
const TOP_MEDIANS = 2.5

interface PeriodChartProps {
  /** Seconds between calls, in order of time. */
  periods_s: readonly number[]
  median_s: number
}

/** The periods of a beacon one after another: a clock shows as a line of dots. */
export function PeriodChart({ periods_s, median_s }: PeriodChartProps) {
  const top_s = median_s * TOP_MEDIANS
  const x = (index: number) => MARGIN + (index / Math.max(1, periods_s.length - 1)) * (WIDTH - 2 * MARGIN)
  const y = (seconds: number) => HEIGHT - MARGIN - (Math.min(seconds, top_s) / top_s) * (HEIGHT - 2 * MARGIN)
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        role="img"
        aria-label={`${periods_s.length} periods, half of them below ${median_s.toFixed(1)} seconds`}
      >
        <line
          x1={MARGIN}
          x2={WIDTH - MARGIN}
          y1={y(median_s)}
          y2={y(median_s)}
          stroke="var(--mui-palette-text-secondary)"
          strokeDasharray="3 3"
        />
        <g fill="var(--mui-palette-primary-main)">
          {periods_s.map((seconds, index) => (
            // Periods have no names but their places.
            <circle key={index} cx={x(index)} cy={y(seconds)} r={1.6} />
          ))}
        </g>
      </svg>
      <Typography variant="caption" component="figcaption" color="textSecondary">
        First {periods_s.length} periods; the line is the median, {median_s.toFixed(1)} s
      </Typography>
    </Box>
  )
}
