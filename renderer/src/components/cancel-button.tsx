import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'

import type { Job } from '../../../contract/jobs.ts'
import { useNotify } from './notifier.tsx'
import { call, sentenceOf } from '../lib/client.ts'

/** Cancels a job that waits or runs. */
export function CancelButton({ job, what }: { job: Job; what: string }) {
  const notify = useNotify()
  const cancel = useMutation({
    mutationFn: () => call('jobs.cancel', { id: job.id }),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return (
    <Button
      variant="outlined"
      disabled={cancel.isPending}
      aria-label={`Cancel ${what} of ${job.title}`}
      onClick={() => cancel.mutate()}
    >
      Cancel
    </Button>
  )
}
