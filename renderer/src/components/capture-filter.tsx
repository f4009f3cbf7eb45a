import Autocomplete from '@mui/material/Autocomplete'

import { FilterField } from './filter-field.tsx'
import { useCaptures } from './use-captures.ts'

interface CaptureFilterProps {
  value: number | undefined
  onChange: (captureId: number | undefined) => void
}

/** Narrows a page to one capture. */
export function CaptureFilter({ value, onChange }: CaptureFilterProps) {
  const captures = useCaptures().data?.items ?? []
  const options = captures.map(({ id, name }) => ({ id, label: name }))
  const chosen =
    value === undefined ? null : (options.find(({ id }) => id === value) ?? { id: value, label: `Capture ${value}` })
  return (
    <Autocomplete
      sx={{ width: 230 }}
      options={options}
      value={chosen}
      onChange={(_event, option) => onChange(option?.id)}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(option, other) => option.id === other.id}
      renderInput={(params) => <FilterField {...params} label="Capture" placeholder="All captures" />}
    />
  )
}
