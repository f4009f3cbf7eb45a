import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import type { OperationInput } from '../../../../contract/operations.ts'
import type { StreamKind } from '../../../../contract/streams.ts'
import { useFollowDialog } from '../../components/follow-opener.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'
import { nameOf, stateWords } from '../../lib/streams.ts'
import { FolderChoice } from './folder-choice.tsx'
import { defaultName, type FollowDraft, NEW_DRAFT, readDraft } from './follow-draft.ts'
import { InterfaceChoice } from './interface-choice.tsx'
import { LimitFields } from './limit-fields.tsx'
import { likelyInterface, useInterfaces } from './use-interfaces.ts'

/** The same whatever arrives in it, so that nothing moves under the pointer. */
const HEIGHT = 'min(600px, calc(100% - 64px))'

const KINDS: readonly { kind: StreamKind; label: string }[] = [
  { kind: 'interface', label: 'Network interface' },
  { kind: 'folder', label: 'Folder' },
]

/** The dialog that begins to follow an interface or a folder, wherever it is opened from. */
export function FollowDialog() {
  const { isOpen, close } = useFollowDialog()
  return isOpen ? <OpenFollowDialog onClose={close} /> : null
}

function OpenFollowDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const notify = useNotify()
  const navigate = useNavigate()
  const interfaces = useInterfaces()
  const [draft, setDraft] = useState<FollowDraft>(NEW_DRAFT)
  const chosen = draft.interface_name ?? likelyInterface(interfaces.data?.interfaces ?? [])
  const { input, problems } = readDraft(draft, chosen)
  const start = useLoneMutation({
    mutationFn: (asked: OperationInput<'streams.start'>) => call('streams.start', asked),
    onSuccess: async (stream) => {
      notify({ message: `${stateWords(stream)} ${nameOf(stream)}` })
      onClose()
      await client.invalidateQueries({ queryKey: ['streams.list'] })
      await navigate('/captures')
    },
  })
  const write = (change: Partial<FollowDraft>) => {
    start.reset()
    setDraft((now) => ({ ...now, ...change }))
  }
  const target = draft.kind === 'interface' ? chosen : draft.folder.trim()
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="sm"
      fullWidth
      aria-labelledby="follow-title"
      slotProps={{ paper: { sx: { height: HEIGHT } } }}
    >
      <DialogTitle id="follow-title">Follow an interface or a folder</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="What to follow"
          value={draft.kind}
          onChange={(_event, kind: StreamKind | null) => {
            if (kind !== null) write({ kind })
          }}
        >
          {KINDS.map(({ kind, label }) => (
            <ToggleButton key={kind} value={kind} sx={{ py: 0.25, px: 1.25 }}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {draft.kind === 'interface' ? (
          <InterfaceChoice
            query={interfaces}
            chosen={chosen}
            onChoose={(interface_name) => write({ interface_name })}
          />
        ) : (
          <FolderChoice folder={draft.folder} onChange={(folder) => write({ folder })} />
        )}
        <TextField
          label="Name"
          placeholder={target === null || target === '' ? '' : defaultName(draft.kind, target)}
          value={draft.name}
          onChange={({ target: field }) => write({ name: field.value })}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 255 } }}
        />
        <LimitFields draft={draft} problems={problems} onWrite={(field, text) => write({ [field]: text })} />
        {start.error && <ProblemNotice title="It could not be started" error={start.error} />}
      </DialogContent>
      <DialogActions>
        <Box sx={{ mr: 'auto', pl: 0.5, fontSize: 12.5, color: 'text.secondary' }}>Nothing leaves this machine.</Box>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          disabled={input === null}
          aria-busy={start.isPending}
          onClick={() => {
            if (input !== null) start.mutate(input)
          }}
        >
          {draft.kind === 'interface' ? 'Start recording' : 'Start following'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
