import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Series } from '../../../contract/charts.ts'
import { ThreatLabel } from '../components/threat-label.tsx'
import { formatCount } from '../lib/numbers.ts'
import type { TimeZone } from '../lib/time.ts'
import { labelOfBin } from './axis-label.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

interface BinTooltipProps {
  bin: Bin
  axis: Series['axis']
  threatTypes: readonly string[]
  zone: TimeZone
}

/** Counts of one bar, most first. */
export function BinTooltip({ bin, axis, threatTypes, zone }: BinTooltipProps) {
  const found = threatTypes
    .map((threatType) => ({ threatType, flows: bin.counts[threatType] ?? 0 }))
    .filter(({ flows }) => flows > 0)
    .sort((one, other) => other.flows - one.flows)
  return (
    <Box
      sx={{
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'var(--control-border)',
        borderRadius: 1,
        px: 1.25,
        py: 0.75,
      }}
    >
      <Typography variant="caption" color="textSecondary">
        {labelOfBin(bin, axis, zone)}
      </Typography>
      {found.length === 0 && <Typography variant="body2">No threats</Typography>}
      {found.map(({ threatType, flows }) => (
        <Box key={threatType} sx={{ display: 'flex', justifyContent: 'space-between', gap: 3, fontSize: 12.5 }}>
          <ThreatLabel threatType={threatType} />
          <span>{formatCount(flows)}</span>
        </Box>
      ))}
    </Box>
  )
}
