import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Settings } from '../../../contract/settings.ts'
import { useNotify } from './notifier.tsx'
import { call, sentenceOf } from '../lib/client.ts'
import { queryKey } from '../lib/queries.ts'

/** Settles once the change holds, or was refused and taken back. */
export type ChangeSettings = (change: Partial<Settings>) => Promise<void>

const SETTINGS = queryKey('settings.get', {})
const CHANGES = { mutationKey: ['settings.get'] }

/**
 * Changes settings; each change acts at once, and is taken back with a message when it is refused. None waits for those
 * before it, which the main process takes in the order they were sent: the window may be closed any moment.
 */
export function useChangeSettings(): ChangeSettings {
  const client = useQueryClient()
  const notify = useNotify()
  const { mutateAsync } = useMutation({
    ...CHANGES,
    mutationFn: (change: Partial<Settings>) => call('settings.update', change),
    onMutate: (change) => {
      void client.cancelQueries({ queryKey: SETTINGS })
      client.setQueryData<Settings>(SETTINGS, (settings) => settings && { ...settings, ...change })
    },
    onSuccess: (settings) => {
      // The answer knows nothing of the changes that follow it.
      if (client.isMutating(CHANGES) === 1) client.setQueryData(SETTINGS, settings)
    },
    onError: async (error) => {
      notify({ message: sentenceOf(error) })
      await client.invalidateQueries({ queryKey: SETTINGS })
    },
  })
  return async (change) => {
    // The refusal has already been shown.
    await mutateAsync(change).catch(() => undefined)
  }
}
