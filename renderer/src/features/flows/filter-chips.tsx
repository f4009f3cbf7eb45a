import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'

import { useCaptureName } from '../../components/use-captures.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { useOperation } from '../../lib/queries.ts'
import type { Filters } from '../../lib/search-filters.ts'
import type { Narrow } from './narrow.ts'

/** The filters in force, each to be taken away. */
export function FilterChips({ filters, onChange }: { filters: Filters; onChange: Narrow }) {
  const captureName = useCaptureName()
  const { threat_type, capture_id, alert_id } = filters
  if (threat_type === undefined && capture_id === undefined && alert_id === undefined) return null
  return (
    <Box
      role="group"
      aria-label="Filters in force"
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center' }}
    >
      {threat_type !== undefined && (
        <Chip
          variant="outlined"
          label={`Threat type: ${threat_type}`}
          onDelete={() => onChange({ threat_type: undefined })}
        />
      )}
      {capture_id !== undefined && (
        <Chip
          variant="outlined"
          label={`Capture: ${captureName(capture_id)}`}
          onDelete={() => onChange({ capture_id: undefined })}
        />
      )}
      {alert_id !== undefined && <AlertChip id={alert_id} onDelete={() => onChange({ alert_id: undefined })} />}
      <Button onClick={() => onChange({ threat_type: undefined, capture_id: undefined, alert_id: undefined })}>
        Clear filters
      </Button>
    </Box>
  )
}

function AlertChip({ id, onDelete }: { id: number; onDelete: () => void }) {
  const alert = useOperation('alerts.get', { id }).data
  return (
    <Chip
      variant="outlined"
      label={alert ? `Alert: ${alert.threat_type}, ${formatEnds(alert)}` : `Alert ${id}`}
      onDelete={onDelete}
    />
  )
}
