import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useId, useState } from 'react'

import type { FollowDraft, LimitField, ReadDraft } from './follow-draft.ts'

interface LimitFieldsProps {
  draft: FollowDraft
  problems: ReadDraft['problems']
  onWrite: (field: LimitField, text: string) => void
}

const FIELDS: readonly { name: LimitField; label: string; explanation: string }[] = [
  {
    name: 'segment_seconds',
    label: 'Segment length (seconds)',
    explanation: 'Flows are seen once a segment has ended',
  },
  { name: 'keep_days', label: 'Keep for (days)', explanation: 'What no alert refers to goes then; empty keeps all' },
  {
    name: 'keep_gib',
    label: 'Keep recorded packets up to (GiB)',
    explanation: 'The oldest that no alert refers to go; empty for no limit',
  },
]

const FIELDS_GRID = {
  ...{ display: 'grid', gap: 1.5, pt: 1.25 },
  gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
}

/** Where segments end and how long they are kept, which few people have to change. */
export function LimitFields({ draft, problems, onWrite }: LimitFieldsProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  // What is wrong must be in sight.
  const isShown = isOpen || Object.keys(problems).length > 0
  const fields = FIELDS.filter(({ name }) => name !== 'keep_gib' || draft.kind === 'interface')
  return (
    <Box>
      <Button sx={{ ml: -1.25 }} aria-expanded={isShown} aria-controls={id} onClick={() => setOpen(!isShown)}>
        {isShown ? 'Less' : 'More'}
      </Button>
      <Box id={id} hidden={!isShown} sx={isShown ? FIELDS_GRID : {}}>
        {isShown &&
          fields.map(({ name, label, explanation }) => (
            <TextField
              key={name}
              label={label}
              value={draft[name]}
              error={problems[name] !== undefined}
              helperText={problems[name] ?? explanation}
              onChange={({ target }) => onWrite(name, target.value)}
              slotProps={{ htmlInput: { inputMode: 'decimal' } }}
            />
          ))}
      </Box>
    </Box>
  )
}
