import Box from '@mui/material/Box'
import Button from '@mui/material/Button'

import { FilterChip, RangeChip } from '../../components/filter-chip.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { useOperation } from '../../lib/queries.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { rangeInQuery, withoutRange } from '../../lib/time-range.ts'
import type { Narrow } from './narrow.ts'

/** The filters in force, each to be taken away. */
export function FilterChips({ filters, onChange }: { filters: Filters; onChange: Narrow }) {
  const captureName = useCaptureName()
  const { q = '', threat_type, capture_id, alert_id } = filters
  const range = rangeInQuery(q, 'flows')
  if (range === null && threat_type === undefined && capture_id === undefined && alert_id === undefined) return null
  return (
    <Box
      role="group"
      aria-label="Active filters"
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center' }}
    >
      {range !== null && <RangeChip range={range} onRemove={() => onChange({ q: withoutRange(q, 'flows') })} />}
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
