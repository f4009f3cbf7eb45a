import { call, sentenceOf } from '../lib/client.ts'
import { useLoneMutation } from '../lib/lone-mutation.ts'
import { reportOfPlace } from '../lib/report-view.ts'
import { useNotify } from './notifier.tsx'
import { useDestination } from './use-destination.ts'

/** Saves a report of the place that is shown; how it ends is told wherever the person is then. */
export function useSaveReport(): () => void {
  const destination = useDestination()
  const notify = useNotify()
  const { mutate } = useLoneMutation({
    mutationFn: () => call('reports.save', reportOfPlace(destination())),
    onSuccess: ({ path }) => {
      if (path !== null) notify({ message: `Report saved as ${path}` })
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return mutate
}
