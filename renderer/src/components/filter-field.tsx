import type { AutocompleteRenderInputParams } from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'

interface FilterFieldProps extends AutocompleteRenderInputParams {
  label: string
  /** What an empty filter shows. */
  placeholder: string
}

/** The field of a filter; says what it lets through while it is empty. */
export function FilterField({ slotProps, ...props }: FilterFieldProps) {
  return <TextField {...props} slotProps={{ ...slotProps, inputLabel: { ...slotProps.inputLabel, shrink: true } }} />
}
