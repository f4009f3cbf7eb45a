import { useMutation } from '@tanstack/react-query'
import { useCallback } from 'react'

import { call, sentenceOf } from '../lib/client.ts'
import { reportOfPlace } from '../lib/report-view.ts'
import { useNotify } from './notifier.tsx'
import { useDestination } from './use-destination.ts'

/** Saves a report of the place that is shown; how it ends is told wherever the person is then. */
export function useSaveReport(): () => void {
  const destination = useDestination()
  const notify = useNotify()
  const { mutate, isPending } = useMutation({
    mutationFn: () => call('reports.save', reportOfPlace(destination())),
    onSuccess: ({ path }) => {
      if (path !== null) notify({ message: `Report saved as ${path}` })
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return useCallback(() => {
    if (!isPending) mutate()
  }, [isPending, mutate])
}
