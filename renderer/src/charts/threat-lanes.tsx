import Box from '@mui/material/Box'
import { Fragment } from 'react'

import { RouterLink } from '../components/router-link.tsx'
import { ThreatLabel } from '../components/threat-label.tsx'
import { threatColour } from '../lib/threats.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import type { Bin } from './bins.ts'

interface ThreatLanesProps {
  bins: readonly Bin[]
  threatTypes: readonly string[]
  addressOfType: (threatType: string) => string
}

/** One lane for each threat type under the bars, so that a rare one is seen beside a flood. Serves as the legend. */
export function ThreatLanes({ bins, threatTypes, addressOfType }: ThreatLanesProps) {
  return (
    <Box component="ul" aria-label="Legend" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
      {threatTypes.map((threatType) => (
        <Box
          component="li"
          key={threatType}
          sx={{ display: 'flex', height: 16, mr: `${CHART_MARGIN}px`, '&:hover': { bgcolor: 'background.default' } }}
        >
          <Box sx={{ width: AXIS_WIDTH, flex: 'none', pr: 1, lineHeight: '16px', fontSize: 11.5, overflow: 'hidden' }}>
            <RouterLink to={addressOfType(threatType)} sx={{ color: 'text.primary' }}>
              <ThreatLabel threatType={threatType} />
            </RouterLink>
          </Box>
          <Lane bins={bins} threatType={threatType} />
        </Box>
      ))}
    </Box>
  )
}

const HEIGHT = 16

/** Where flows of one threat type were seen; the busiest stretch has the fullest colour. */
function Lane({ bins, threatType }: { bins: readonly Bin[]; threatType: string }) {
  const most = Math.max(1, ...bins.map(({ counts }) => counts[threatType] ?? 0))
  return (
    <Box
      component="svg"
      aria-hidden
      viewBox={`0 0 ${Math.max(1, bins.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      sx={{ flex: 1, minWidth: 0, height: HEIGHT, fill: threatColour(threatType) }}
    >
      <line x1="0" x2={bins.length} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke="var(--mui-palette-divider)" />
      {bins.map(({ start, counts }, place) => {
        const flows = counts[threatType] ?? 0
        return (
          <Fragment key={start}>
            {flows > 0 && (
              <rect
                x={place}
                y={2.5}
                width={0.94}
                height={HEIGHT - 5}
                opacity={0.35 + 0.65 * Math.sqrt(flows / most)}
              />
            )}
          </Fragment>
        )
      })}
    </Box>
  )
}
