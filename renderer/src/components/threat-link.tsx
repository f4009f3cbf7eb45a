import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

import { formatCount, formatShare } from '../lib/numbers.ts'
import { RouterLink } from './router-link.tsx'
import { ThreatLabel } from './threat-label.tsx'

interface ThreatLinkProps {
  threatType: string
  flows: number
  /** What the flows are a share of. */
  total: number
  to: string
  /** Below the figures, over the whole width. */
  children?: ReactNode
}

/** A threat type with its flows and their share, which leads to them. */
export function ThreatLink({ threatType, flows, total, to, children }: ThreatLinkProps) {
  return (
    <RouterLink
      to={to}
      underline="none"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr) max-content 52px',
        columnGap: 1.5,
        px: 0.75,
        mx: -0.75,
        py: 0.375,
        borderRadius: 1,
        color: 'text.primary',
        fontSize: 12.5,
        '&:hover': { bgcolor: 'background.default' },
      }}
    >
      <ThreatLabel threatType={threatType} />
      <Box component="span" sx={{ textAlign: 'right' }}>
        {formatCount(flows)}
      </Box>
      <Box component="span" sx={{ textAlign: 'right', color: 'text.secondary' }}>
        {formatShare(flows, total)}
      </Box>
      {children}
    </RouterLink>
  )
}
