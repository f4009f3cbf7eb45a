import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import type { Ref } from 'react'

import type { AlertDetail, AlertStatus } from '../../../../contract/alerts.ts'
import type { AlertUpdate } from './use-alert-update.ts'

/** What may follow a status: the first is what is done most. */
const STEPS: Readonly<Record<AlertStatus, readonly { to: AlertStatus; name: string; key: string }[]>> = {
  open: [
    { to: 'acknowledged', name: 'Acknowledge', key: 'a' },
    { to: 'closed', name: 'Close', key: 'c' },
  ],
  acknowledged: [
    { to: 'closed', name: 'Close', key: 'c' },
    { to: 'open', name: 'Reopen', key: 'o' },
  ],
  closed: [{ to: 'open', name: 'Reopen', key: 'o' }],
}

interface AlertActionsProps {
  alert: AlertDetail
  update: AlertUpdate
  noteInput: Ref<HTMLTextAreaElement>
}

/** A note and a decision; a note that is written goes with the decision. */
export function AlertActions({ alert, update, noteInput }: AlertActionsProps) {
  const note = update.drafts.draftOf(alert.id)
  return (
    <Box component="section" aria-label="Decision" sx={{ display: 'grid', gap: 1 }}>
      <TextField
        label="Note"
        placeholder="Your findings, kept in the history"
        multiline
        minRows={2}
        maxRows={8}
        fullWidth
        value={note}
        onChange={({ target }) => update.drafts.write(alert.id, target.value)}
        inputRef={noteInput}
        slotProps={{ htmlInput: { maxLength: 4000 } }}
      />
      <Box sx={{ display: 'flex', gap: 1 }}>
        {STEPS[alert.status].map(({ to, name, key }, place) => (
          <Button
            key={to}
            variant={place === 0 ? 'contained' : 'outlined'}
            aria-keyshortcuts={key}
            onClick={() => update.change(alert, to)}
          >
            {name}
          </Button>
        ))}
        <Button sx={{ ml: 'auto' }} disabled={note.trim() === ''} onClick={() => update.addNote(alert)}>
          Add note
        </Button>
      </Box>
    </Box>
  )
}
