import Button from '@mui/material/Button'
import { useQueryClient } from '@tanstack/react-query'

import type { PacketSelection } from '../../../contract/packets.ts'
import { call, sentenceOf } from '../lib/client.ts'
import { useLoneMutation } from '../lib/lone-mutation.ts'
import { useNotify } from './notifier.tsx'

interface SavePacketsButtonProps {
  /** The flows whose packets are saved. */
  selection: PacketSelection
  /** Whether they can be read; what hinders is said beside the button. */
  disabled: boolean
  /** Id of the element that says why it cannot. */
  describedBy?: string
}

/** Asks where the packets go, and starts the job that saves them; how it ends is told wherever the person is then. */
export function SavePacketsButton({ selection, disabled, describedBy }: SavePacketsButtonProps) {
  const notify = useNotify()
  const client = useQueryClient()
  const save = useLoneMutation({
    mutationFn: () => call('packets.save', selection),
    onError: (error) => {
      notify({ message: sentenceOf(error) })
      void client.invalidateQueries({ queryKey: ['packets.source'] })
    },
  })
  return (
    <Button
      variant="outlined"
      disabled={disabled || save.isPending}
      aria-describedby={describedBy}
      onClick={() => save.mutate()}
    >
      Save packets…
    </Button>
  )
}
