import CloseIcon from '@mui/icons-material/Close'
import Chip from '@mui/material/Chip'
import Tooltip from '@mui/material/Tooltip'

import { formatRange, type TimeRange } from '../lib/time-range.ts'
import { useTimeZone } from './settings-provider.tsx'

/** A filter in force. One button as a whole, so that a click, Enter and Delete all take the filter away. */
export function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
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

/** The stretch of time that a page is narrowed to. */
export function RangeChip({ range, onRemove }: { range: TimeRange; onRemove: () => void }) {
  const zone = useTimeZone()
  return <FilterChip label={`Time: ${formatRange(range, zone)}`} onRemove={onRemove} />
}
