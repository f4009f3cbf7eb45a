import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Capture } from '../../../../contract/captures.ts'
import type { OperationOutput } from '../../../../contract/operations.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

/** Makes a capture show another of its scorings; choices are carried out in the order they were made. */
export function useShowScoring(capture: Capture) {
  const client = useQueryClient()
  const notify = useNotify()
  const scorings = queryKey('captures.scorings', { id: capture.id })
  return useMutation({
    mutationKey: ['captures.scorings'],
    scope: { id: `scoring of ${capture.id}` },
    mutationFn: (scoring_id: number) => call('captures.showScoring', { id: capture.id, scoring_id }),
    onSuccess: async ({ model_id }, scoring_id) => {
      notify({ message: `${capture.name} now shows the predictions of ${model_id ?? 'the model'}` })
      await client.cancelQueries({ queryKey: scorings })
      client.setQueryData<OperationOutput<'captures.scorings'>>(
        scorings,
        (page) =>
          page && { ...page, scorings: page.scorings.map((each) => ({ ...each, is_shown: each.id === scoring_id })) },
      )
      // Nobody need wait until every page has asked again.
      void client.invalidateQueries()
    },
  })
}
