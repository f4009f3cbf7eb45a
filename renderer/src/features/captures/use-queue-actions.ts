import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Queue } from '../../../../contract/jobs.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

/** What can be done with the queue; each step shows its answer at once, and says why it was refused. */
export function useQueueActions() {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutate, isPending } = useMutation({
    mutationFn: (step: () => Promise<Queue>) => step(),
    onSuccess: (queue) => client.setQueryData(queryKey('jobs.queue', {}), queue),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return {
    isPending,
    pause: () => mutate(() => call('jobs.pauseQueue', {})),
    resume: () => mutate(() => call('jobs.resumeQueue', {})),
    cancelAll: () => mutate(() => call('jobs.cancelAll', {})),
    move: (id: number, before_id: number | null) => mutate(() => call('jobs.move', { id, before_id })),
  }
}
