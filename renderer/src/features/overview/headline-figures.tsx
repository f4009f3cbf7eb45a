import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Overview } from '../../../../contract/charts.ts'
import { Figure, FigureStrip, Sign } from '../../components/figures.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { formatCompact, formatCount, formatShare } from '../../lib/numbers.ts'
import { addressOf, type Filters } from '../../lib/search-filters.ts'
import { SEVERITIES } from '../../lib/severities.ts'
import { UNKNOWN } from '../../lib/threats.ts'
import { addressOfAlerts } from '../../lib/alert-filters.ts'

interface HeadlineFiguresProps {
  overview: Overview
  filters: Filters
  /** Whether they are of a stretch of time: rejected rows have no time. */
  isInRange: boolean
}

/** The figures everything else is a part of, with the sum that holds them together. */
export function HeadlineFigures({ overview, filters, isInRange }: HeadlineFiguresProps) {
  const { rows_read, classified, conversations, rejected, threats, unknown, open_alerts } = overview
  return (
    <FigureStrip label="Totals">
      <Box sx={{ display: 'flex', gap: 1.5 }}>
        {isInRange ? (
          <Figure
            name="Classified in this range"
            value={classified}
            to={classified > 0 ? addressOf('/flows', filters) : undefined}
          />
        ) : (
          <>
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
          </>
        )}
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
    </FigureStrip>
  )
}
