import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'
import { placeAfterStep, queueAfterMove } from './queue-order.ts'

const QUEUE = queryKey('jobs.queue', {})
const STEPS = { mutationKey: ['jobs.queue'] }

/**
 * What can be done with the queue. Steps are taken one after another, in the order they were asked for; a move shows at
 * once, so that the next one builds on it. A step that is refused says why.
 */
export function useQueueActions() {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutate } = useMutation({
    ...STEPS,
    scope: { id: 'jobs.queue' },
    mutationFn: (step: () => Promise<Queue>) => step(),
    onSuccess: async (queue) => {
      // The answer knows nothing of the steps that follow it.
      if (client.isMutating(STEPS) > 1) return
      await client.cancelQueries({ queryKey: QUEUE })
      client.setQueryData(QUEUE, queue)
    },
    onError: async (error) => {
      notify({ message: sentenceOf(error) })
      await client.invalidateQueries({ queryKey: QUEUE })
    },
  })
  return {
    pause: () => mutate(() => call('jobs.pauseQueue', {})),
    resume: () => mutate(() => call('jobs.resumeQueue', {})),
    cancelAll: () => mutate(() => call('jobs.cancelAll', {})),
    /** Gives a waiting job the turn before or after its own. */
    move: ({ id }: Pick<Job, 'id'>, step: -1 | 1) => {
      const queue = client.getQueryData<Queue>(QUEUE)
      if (queue === undefined) return
      const before_id = placeAfterStep(queue, id, step)
      if (before_id === undefined) return
      void client.cancelQueries({ queryKey: QUEUE })
      client.setQueryData(QUEUE, queueAfterMove(queue, id, before_id))
      mutate(() => call('jobs.move', { id, before_id }))
    },
  }
}
