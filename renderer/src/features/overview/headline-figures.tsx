import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

import type { Overview } from '../../../../contract/charts.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { formatCompact, formatCount, formatShare } from '../../lib/numbers.ts'
import { addressOf, type Filters } from '../../lib/search-filters.ts'
import { SEVERITIES } from '../../lib/severities.ts'
import { UNKNOWN } from '../../lib/threats.ts'
import { addressOfAlerts } from '../../lib/alert-filters.ts'

/** The figures everything else is a part of, with the sum that holds them together. */
export function HeadlineFigures({ overview, filters }: { overview: Overview; filters: Filters }) {
  const { rows_read, classified, conversations, rejected, threats, unknown, open_alerts } = overview
  return (
    <Box
      component="section"
      aria-label="Totals"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'stretch',
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
      <Box sx={{ display: 'flex', gap: 1.5 }}>
        <Figure name="Rows read" value={rows_read} />
        <Sign>=</Sign>
        <Figure name="Classified" value={classified} />
        {conversations > 0 && (
          <>
            <Sign>+</Sign>
            <Figure name="Conversations only" value={conversations} to="/captures" />
          </>
        )}
        <Sign>+</Sign>
        <Figure name="Rejected" value={rejected} to={rejected > 0 ? '/captures' : undefined} />
      </Box>
      <Box>
        <Figure
          name="Threats"
          value={threats}
          to={threats > 0 ? addressOf('/flows', filters) : undefined}
          aside={`${formatShare(threats, classified)} of classified`}
        />
      </Box>
      <Box>
        <Figure
          name="Unknown"
          value={unknown}
          to={unknown > 0 ? addressOf('/flows', { ...filters, threat_type: UNKNOWN }) : undefined}
          aside={`${formatShare(unknown, classified)} of classified`}
        />
      </Box>
      <Box sx={{ flex: 1, minWidth: 'max-content' }}>
        <Typography variant="caption" color="textSecondary" component="div">
          Open alerts
        </Typography>
        <Box sx={{ display: 'flex', gap: 2.5, lineHeight: '30px' }}>
          {SEVERITIES.map((severity) => (
            <RouterLink
              key={severity}
              to={addressOfAlerts({ ...filters, severity })}
              aria-label={`${formatCount(open_alerts[severity])} open ${severity} alerts`}
              sx={{
                display: 'flex',
                alignItems: 'baseline',
                gap: 1,
                color: 'text.primary',
              }}
            >
              <Box component="span" sx={{ fontSize: 20, fontWeight: 600 }}>
                {formatCompact(open_alerts[severity])}
              </Box>
              <SeverityLabel severity={severity} />
            </RouterLink>
          ))}
        </Box>
      </Box>
    </Box>
  )
}

function Sign({ children }: { children: ReactNode }) {
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

function Figure({ name, value, to, aside }: FigureProps) {
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
