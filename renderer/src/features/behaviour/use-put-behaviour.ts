import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { BehaviourSettings } from '../../../../contract/behaviour-settings.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

interface Told {
  readonly message: string
  /** Called when it is saved: what was written is kept until then. */
  readonly onDone: () => void
  /** What Undo puts back. */
  readonly undo?: BehaviourSettings
}

/** Saves settings of the detectors across flows; a refusal is told, and nothing is lost by it. */
export function usePutBehaviour(): (behaviour: BehaviourSettings, told: Told) => void {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutate } = useMutation({
    mutationFn: ({ behaviour }: { behaviour: BehaviourSettings; told: Told }) => call('settings.update', { behaviour }),
    onSuccess: (settings, { told: { message, onDone, undo } }) => {
      client.setQueryData(queryKey('settings.get', {}), settings)
      onDone()
      const putBack = (behaviour: BehaviourSettings) => {
        mutate({ behaviour, told: { message: 'The settings are as they were.', onDone: () => undefined } })
      }
      notify(undo === undefined ? { message } : { message, action: { label: 'Undo', run: () => putBack(undo) } })
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return (behaviour, told) => mutate({ behaviour, told })
}
