import CloseIcon from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Tooltip from '@mui/material/Tooltip'

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
      aria-label="Active filters"
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center' }}
    >
      {threat_type !== undefined && (
        <FilterChip label={`Threat type: ${threat_type}`} onRemove={() => onChange({ threat_type: undefined })} />
      )}
      {capture_id !== undefined && (
        <FilterChip
          label={`Capture: ${captureName(capture_id)}`}
          onRemove={() => onChange({ capture_id: undefined })}
        />
      )}
      {alert_id !== undefined && <AlertChip id={alert_id} onRemove={() => onChange({ alert_id: undefined })} />}
      <Button
        onClick={() => onChange({ q: undefined, threat_type: undefined, capture_id: undefined, alert_id: undefined })}
      >
        Clear filters
      </Button>
    </Box>
  )
}

function AlertChip({ id, onRemove }: { id: number; onRemove: () => void }) {
  const alert = useOperation('alerts.get', { id }).data
  return (
    <FilterChip
      label={alert ? `Alert: ${alert.threat_type}, ${formatEnds(alert)}` : `Alert ${id}`}
      onRemove={onRemove}
    />
  )
}

/** One button as a whole, so that a click, Enter and Delete all take the filter away. */
function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Tooltip title="Remove this filter (Enter or Delete)" describeChild>
      <Chip
        variant="outlined"
        label={label}
        aria-label={`Remove filter ${label}`}
        onClick={onRemove}
        onDelete={onRemove}
        deleteIcon={<CloseIcon aria-hidden />}
      />
    </Tooltip>
  )
}
