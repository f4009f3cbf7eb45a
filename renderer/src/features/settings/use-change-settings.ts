import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Settings } from '../../../../contract/settings.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

export type ChangeSettings = (change: Partial<Settings>) => void

/** Changes settings; what was refused is said and stays as it was. */
export function useChangeSettings(): ChangeSettings {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutate } = useMutation({
    mutationFn: (change: Partial<Settings>) => call('settings.update', change),
    onSuccess: (settings) => client.setQueryData(queryKey('settings.get', {}), settings),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  return mutate
}
