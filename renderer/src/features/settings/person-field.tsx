import TextField from '@mui/material/TextField'
import { useState } from 'react'

import { PersonNameSchema } from '../../../../contract/common.ts'
import { useAhead } from '../../components/use-ahead.ts'

interface PersonFieldProps {
  value: string
  onChange: (name: string) => Promise<unknown>
}

/** A name that is taken over when the field is left, and put back when it cannot be one. */
export function PersonField({ value, onChange }: PersonFieldProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const [kept, keep] = useAhead(value, onChange)
  const text = draft ?? kept
  const parsed = PersonNameSchema.safeParse(text)

  const save = () => {
    setDraft(null)
    if (parsed.success && parsed.data !== kept) keep(parsed.data)
  }
  return (
    <TextField
      value={text}
      error={!parsed.success}
      helperText={parsed.success ? undefined : 'At most 80 characters that can be shown'}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save()
      }}
      slotProps={{ htmlInput: { 'aria-label': 'Your name' } }}
      sx={{ width: 200 }}
    />
  )
}
