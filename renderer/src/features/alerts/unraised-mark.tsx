import Box from '@mui/material/Box'

import type { Alert } from '../../../../contract/alerts.ts'

/** Says that an alert is not raised any more, by which scoring, and what its numbers are of. */
export function UnraisedMark({ alert }: { alert: Alert }) {
  const { raised, scoring_id, shown_scoring_id, shown_model_id } = alert
  if (raised) return null
  return (
    <Box
      role="note"
      sx={{
        px: 1.5,
        py: 1,
        border: 1,
        borderColor: 'var(--control-border)',
        borderRadius: 1,
        overflowWrap: 'anywhere',
      }}
    >
      <strong>Not raised by the scoring shown</strong>: scoring {shown_scoring_id}, model {shown_model_id}. What was
      decided stays.{' '}
      {scoring_id === null ? 'No scoring that raised it is left.' : `The numbers are those of scoring ${scoring_id}.`}
    </Box>
  )
}
