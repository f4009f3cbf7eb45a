import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

import { formatCount } from '../lib/numbers.ts'
import { RouterLink } from './router-link.tsx'

/** Figures side by side, in one frame. */
export function FigureStrip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="section"
      aria-label={label}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'stretch',
        position: 'relative',
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
        overflow: 'hidden',
        '& > *': {
          px: 2,
          py: 1,
          flexGrow: 1,
          boxShadow: '1px 0 var(--mui-palette-divider), 0 1px var(--mui-palette-divider)',
        },
      }}
    >
      {children}
    </Box>
  )
}

/** Stands between figures that make a sum. */
export function Sign({ children }: { children: ReactNode }) {
  return (
    <Box component="span" sx={{ mt: '16px', fontSize: 18, lineHeight: '30px', color: 'text.secondary' }}>
      {children}
    </Box>
  )
}

interface FigureProps {
  name: string
  value: number
  to?: string | undefined
  aside?: string
}

/** A number with its name; a link to what it counts. */
export function Figure({ name, value, to, aside }: FigureProps) {
  const number = formatCount(value)
  return (
    <div>
      <Typography variant="caption" color="textSecondary" component="div">
        {name}
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, fontSize: 20, fontWeight: 600, lineHeight: '30px' }}>
        {to === undefined ? (
          <span>{number}</span>
        ) : (
          <RouterLink to={to} aria-label={`${name}: ${number}`} sx={{ color: 'text.primary' }}>
            {number}
          </RouterLink>
        )}
        {aside && (
          <Typography variant="body2" component="span" color="textSecondary">
            {aside}
          </Typography>
        )}
      </Box>
    </div>
  )
}
