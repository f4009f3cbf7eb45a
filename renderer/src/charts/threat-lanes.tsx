import Box from '@mui/material/Box'
import { memo } from 'react'

import { RouterLink } from '../components/router-link.tsx'
import { ThreatLabel } from '../components/threat-label.tsx'
import { threatColour } from '../lib/threats.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

interface ThreatLanesProps {
  bins: readonly Bin[]
  threatTypes: readonly string[]
  addressOfType: (threatType: string) => string
}

/** One lane for each threat type under the bars, so that a rare one is seen beside a flood. Serves as the legend. */
export const ThreatLanes = memo(function ThreatLanes({ bins, threatTypes, addressOfType }: ThreatLanesProps) {
  return (
    <Box component="ul" aria-label="Legend" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
      {threatTypes.map((threatType) => (
        <Box
          component="li"
          key={threatType}
          sx={{ ml: `${AXIS_WIDTH}px`, mr: `${CHART_MARGIN}px`, mb: 0.5, '&:hover': { bgcolor: 'background.default' } }}
        >
          <Box sx={{ lineHeight: '16px', fontSize: 11.5 }}>
            <RouterLink to={addressOfType(threatType)} sx={{ color: 'text.primary' }}>
              <ThreatLabel threatType={threatType} />
            </RouterLink>
          </Box>
          <Lane bins={bins} threatType={threatType} />
        </Box>
      ))}
    </Box>
  )
})

const HEIGHT = 6

/** Where flows of one threat type were seen; the busiest stretch has the fullest colour. */
function Lane({ bins, threatType }: { bins: readonly Bin[]; threatType: string }) {
  const most = Math.max(1, ...bins.map(({ counts }) => counts[threatType] ?? 0))
  return (
    <Box
      component="svg"
      aria-hidden
      viewBox={`0 0 ${Math.max(1, bins.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      sx={{ display: 'block', width: 1, height: HEIGHT, fill: threatColour(threatType) }}
    >
      <rect width={bins.length} height={HEIGHT} fill="var(--mui-palette-divider)" opacity={0.6} />
      {bins.map(({ start, counts }, place) => {
        const flows = counts[threatType] ?? 0
        if (flows === 0) return null
        return (
          <rect key={start} x={place} width={0.94} height={HEIGHT} opacity={0.35 + 0.65 * Math.sqrt(flows / most)} />
        )
      })}
    </Box>
  )
}
