import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { AlertEvent } from '../../../../contract/alerts.ts'
import { Time } from '../../components/time.tsx'
import { originOf } from '../../lib/origins.ts'

/** What happened to an alert, newest first. */
export function AlertHistory({ events }: { events: readonly AlertEvent[] }) {
  return (
    <Box component="section" aria-labelledby="history-title">
      <Typography variant="h2" component="h3" id="history-title" sx={{ mb: 0.75 }}>
        History
      </Typography>
      <Box
        component="ol"
        sx={{ m: 0, p: 0, listStyle: 'none', borderLeft: 1, borderColor: 'var(--control-border)', ml: 0.5 }}
      >
        {newestFirst(events).map((event) => (
          <Box
            component="li"
            key={event.id}
            sx={{ pl: 1.5, pb: 1.25, position: 'relative', '&:last-child': { pb: 0 }, '&::before': DOT }}
          >
            <Typography variant="body2">
              <strong>{whatHappened(event)}</strong> {originOf(event)}
            </Typography>
            <Typography variant="caption" color="textSecondary" component="p">
              <Time at={event.at} />
            </Typography>
            {event.note && (
              <Typography variant="body2" sx={{ mt: 0.25, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {event.note}
              </Typography>
            )}
          </Box>
        ))}
      </Box>
    </Box>
  )
}

const DOT = {
  content: '""',
  position: 'absolute',
  left: -4,
  top: 6,
  width: 7,
  height: 7,
  borderRadius: '50%',
  bgcolor: 'text.secondary',
}

function newestFirst(events: readonly AlertEvent[]): AlertEvent[] {
  return events.toSorted((one, other) => other.version - one.version)
}

function whatHappened({ from_status, to_status }: AlertEvent): string {
  if (from_status === null) return 'Raised'
  if (from_status === to_status) return 'Note'
  return { open: 'Reopened', acknowledged: 'Acknowledged', closed: 'Closed' }[to_status]
}
